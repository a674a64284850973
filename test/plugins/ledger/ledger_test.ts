/** The contract, over all ledgers. */
import assert from "node:assert/strict";
import { CannotRunError } from "../../../core/errors.ts";
import type { Committed, Ledger, OpenLedger } from "../../../core/ledger.ts";
import type { DeadLetter } from "../../../core/report.ts";
import { denoHost } from "../../../host/deno.ts";
import { jsonLedger, memory, sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { serviceTest } from "../../support/services.ts";
import { ledgerInS3 } from "../s3/support.ts";
import { collect, inFolder, letter, opened, report, unit } from "./support.ts";

const host = denoHost();

/** Tests every ledger; `reopen` closes and opens, so that what comes back comes from disk. */
function testLedgers(promise: string, test: (ledger: OpenLedger, reopen: () => Promise<OpenLedger>) => Promise<void>) {
  const over = (ledger: Ledger) =>
    inFolder(async (folder) => {
      let open = await opened(ledger, folder);
      await test(open, async () => {
        await open.close();
        return open = await opened(ledger, folder);
      });
      await open.close();
    });
  for (const make of [sqliteLedger, jsonLedger, memory] as (() => Ledger)[]) {
    const ledger = make();
    Deno.test(`${ledger.name} ${promise}`, () => over(ledger));
  }
  serviceTest(`s3 ${promise}`, "s3", async (server) => over(await ledgerInS3(server)));
}

const ODD_KEYS = [
  "",
  "a\0b",
  "a",
  "\ud800",
  "\udfff",
  "\ufffd",
  "__proto__",
  "constructor",
  "\u0001",
  '\u0001"a"',
  "é",
  "日本",
];

testLedgers("gives back what was committed, also after it was opened again", async (ledger, reopen) => {
  const all: Committed[] = [
    unit("b", [["b", "m1", "f1"], ["b", "m2", "f2"]], { version: 1.25, exportedAt: 1_700_000_000_000, account: "" }),
    unit("a", [], { outcome: "dropped" }),
    unit("c", [["b2", "m1", "f"], ["c", "b2", "g"], ["b2", "m3", "h"]], { account: "ann" }),
  ];
  assert.deepEqual(await ledger.size("s"), { units: 0, entries: 0 });
  await ledger.commit("s", all);
  const check = async (open: OpenLedger) => {
    const found = new Map([1, 0, 2].map((i) => [all[i].unit, all[i]]));
    assert.deepEqual(await open.committed("s", ["a", "none", "b", "c"]), found);
    assert.deepEqual(await open.committed("other", ["a"]), new Map());
    assert.deepEqual(await collect(open.units("s")), [all[1], all[0], all[2]]);
    assert.deepEqual(await collect(open.units("other")), []);
    assert.deepEqual(await open.size("s"), { units: 3, entries: 5 });
    assert.deepEqual(await open.owners("s", ["a", "b", "b2", "none"]), new Map([["b2", "c"]]));
    assert.deepEqual(await open.owners("other", ["b2"]), new Map());
  };
  await check(ledger);
  await check(await reopen());
});

testLedgers("replaces a unit whole, and counts exactly", async (ledger, reopen) => {
  await ledger.commit("s", [unit("a", [["x", "1", ""], ["y", "2", ""]], { version: 1, account: "ann" }), unit("b")]);
  await ledger.commit("s", [unit("a", [["y", "1", ""], ["z", "2", ""], ["a", "3", ""]], { fingerprint: "new" })]);
  const open = await reopen();
  assert.deepEqual(
    (await open.committed("s", ["a"])).get("a"),
    unit("a", [["y", "1", ""], ["z", "2", ""], ["a", "3", ""]], { fingerprint: "new" }),
  );
  assert.deepEqual(await open.size("s"), { units: 2, entries: 3 });
  assert.deepEqual(await open.owners("s", ["x", "y", "z"]), new Map([["y", "a"], ["z", "a"]]));
  await open.forget("s", ["a", "none"]);
  assert.deepEqual(await open.size("s"), { units: 1, entries: 0 });
  assert.deepEqual(await open.owners("s", ["x", "y", "z"]), new Map());
  await open.forget("never heard of", ["a"]);
  assert.deepEqual(await open.sinks(), ["s"]);
});

testLedgers("lets a scope change hands within one commit", async (ledger) => {
  await ledger.commit("s", [unit("old", [["x", "1", ""]])]);
  await ledger.commit("s", [unit("new", [["x", "1", ""]]), unit("old", [])]);
  assert.deepEqual(await ledger.owners("s", ["x"]), new Map([["x", "new"]]));
  await ledger.forget("s", ["old"]);
  assert.deepEqual(await ledger.owners("s", ["x"]), new Map([["x", "new"]]));
});

testLedgers("keeps sinks apart, and any text as a key", async (ledger, reopen) => {
  for (const sink of ODD_KEYS) {
    await ledger.commit(sink, ODD_KEYS.map((key) => unit(key, [[key, sink, ""], [`of ${key}`, key, ""]])));
  }
  const open = await reopen();
  assert.deepEqual(new Set(await open.sinks()), new Set(ODD_KEYS));
  for (const sink of ODD_KEYS) {
    const found = await open.committed(sink, ODD_KEYS);
    assert.deepEqual([...found.keys()], ODD_KEYS);
    for (const [key, { unit, entries }] of found) {
      assert.deepEqual([unit, entries], [key, [[key, sink, ""], [`of ${key}`, key, ""]]]);
    }
    assert.equal((await collect(open.units(sink))).length, ODD_KEYS.length);
    assert.deepEqual(
      await open.owners(sink, ODD_KEYS.map((k) => `of ${k}`)),
      new Map(ODD_KEYS.map((k) => [`of ${k}`, k])),
    );
    assert.deepEqual(await open.size(sink), { units: ODD_KEYS.length, entries: 2 * ODD_KEYS.length });
  }
});

testLedgers("hands units over in the order of their UTF-8 bytes, while they are changed", async (ledger) => {
  const keys = Array.from({ length: 620 }, (_, i) => `key ${i}`).concat("\u{1f600}", "\uff21", "z");
  await ledger.commit("s", keys.map((key) => unit(key)));
  const encoder = new TextEncoder();
  const sorted = keys.toSorted((a, b) => Buffer.compare(encoder.encode(a), encoder.encode(b)));
  const seen: string[] = [];
  for await (const { unit: key } of ledger.units("s")) {
    seen.push(key);
    await ledger.forget("s", [key]);
  }
  assert.deepEqual(seen, sorted);
  assert.deepEqual(await ledger.size("s"), { units: 0, entries: 0 });
  assert.deepEqual(await ledger.sinks(), []);
});

testLedgers("remembers a sink's state, replaced whole", async (ledger, reopen) => {
  assert.equal(await ledger.sink("s"), undefined);
  const files = [{ path: "/out/a.jsonl", size: 3, sha256: "00" }];
  await ledger.setSink("s", { identity: "i", path: "p", input: "n", files, unfinished: true });
  await ledger.setSink("__proto__", { identity: undefined, input: "2" });
  await ledger.setSink("s", { identity: "i", files });
  const open = await reopen();
  assert.deepEqual(await open.sink("s"), { identity: "i", files });
  assert.deepEqual(await open.sink("__proto__"), { input: "2" });
  assert.deepEqual(await open.sinks(), ["__proto__", "s"]);
});

testLedgers("keeps one letter for each pipeline, unit and stage", async (ledger, reopen) => {
  const letters: DeadLetter[] = [
    letter("u1", "parse"),
    letter("u1", "sink"),
    letter("u2", "parse"),
    letter("a\0", "read"),
  ];
  await ledger.putDeadLetters(letters);
  const again = letter("u1", "parse", { error: "SyntaxError: another", run: "2", raw: "\0 raw \ud800" });
  await ledger.putDeadLetters([again, { ...again, pipeline: "other" }]);
  const open = await reopen();
  assert.deepEqual(await collect(open.deadLetters()), [again, letters[1], letters[2], letters[3], {
    ...again,
    pipeline: "other",
  }]);
  assert.equal(await open.removeDeadLetters("u1", "read"), 0);
  assert.equal(await open.removeDeadLetters("u1", "parse"), 2);
  assert.equal(await open.removeDeadLetters("u1"), 1);
  assert.equal(await open.removeDeadLetters("a\0"), 1);
  assert.deepEqual(await collect(open.deadLetters()), [letters[2]]);
});

testLedgers("hands over many letters while they are removed", async (ledger) => {
  await ledger.putDeadLetters(Array.from({ length: 250 }, (_, i) => letter(`u${i}`, "parse")));
  let seen = 0;
  for await (const { unit } of ledger.deadLetters()) seen += await ledger.removeDeadLetters(unit);
  assert.equal(seen, 250);
  assert.deepEqual(await collect(ledger.deadLetters()), []);
});

testLedgers("remembers bookmark, claims and tombstones", async (ledger, reopen) => {
  assert.equal(await ledger.bookmark(), undefined);
  assert.equal(await ledger.claim(""), undefined);
  await ledger.setBookmark({ page: 1 });
  await ledger.setBookmark({ page: 2, nested: { list: [1, "\ud800"] } });
  await ledger.setClaim("", 1_700_000_000_001);
  await ledger.setClaim("__proto__", 5);
  await ledger.setClaim("__proto__", 6);
  for (const hash of ["aa", "bb", "aa"]) await ledger.setTombstone(hash, true);
  await ledger.setTombstone("bb", false);
  await ledger.setTombstone("cc", false);
  const open = await reopen();
  assert.deepEqual(await open.bookmark(), { page: 2, nested: { list: [1, "\ud800"] } });
  assert.equal(await open.claim(""), 1_700_000_000_001);
  assert.equal(await open.claim("__proto__"), 6);
  assert.equal(await open.claim("none"), undefined);
  assert.deepEqual(await open.tombstones(), new Set(["aa"]));
});

testLedgers("gives reports back latest first, one for each run", async (ledger, reopen) => {
  for (const [run, startedAt] of [["r1", 10], ["r3", 30], ["r2", 20], ["r4", 30]] as const) {
    await ledger.saveReport(report(run, startedAt));
  }
  await ledger.saveReport({ ...report("r2", 20), status: "failed" });
  const open = await reopen();
  assert.deepEqual((await open.reports(10)).map((r) => r.run), ["r4", "r3", "r2", "r1"]);
  assert.deepEqual(await open.reports(1), [report("r4", 30)]);
  assert.equal((await open.reports(10))[2].status, "failed");
});

testLedgers("is not changed by what is done to a value it was given or gave", async (ledger) => {
  const given = unit("a", [["a", "k", "f"]]);
  const bookmark = { pages: [1] };
  await ledger.commit("s", [given]);
  await ledger.setBookmark(bookmark);
  given.entries[0][1] = "changed";
  bookmark.pages.push(2);
  (await ledger.committed("s", ["a"])).get("a")!.entries.pop();
  assert.deepEqual((await ledger.committed("s", ["a"])).get("a"), unit("a", [["a", "k", "f"]]));
  assert.deepEqual(await ledger.bookmark(), { pages: [1] });
});

for (const make of [sqliteLedger, jsonLedger, memory] as (() => Ledger)[]) {
  const ledger = make();
  Deno.test(`${ledger.name} refuses a second run, naming the first, and opens for reading beside it`, () =>
    inFolder(async (folder) => {
      const options = { pipeline: "chats", folder: `${folder}/state`, readOnly: true };
      assert.equal(await ledger.open(host, { ...options, run: "0" }), undefined);
      assert.deepEqual([...Deno.readDirSync(folder)], []);

      const first = await opened(ledger, `${folder}/state`, "run-1");
      await first.commit("s", [unit("a")]);
      await assert.rejects(opened(ledger, `${folder}/state`, "run-2"), (error) => {
        assert.ok(error instanceof CannotRunError);
        assert.match(error.message, /^Cannot open ledger ".*": run run-1 of pipeline "chats".* holds it, wait until/);
        return true;
      });
      const reading = await ledger.open(host, { ...options, run: "3" });
      assert.equal((await reading?.committed("s", ["a"]))?.size, 1);
      await assert.rejects(
        reading!.commit("s", [unit("b")]),
        /Cannot change ledger ".*": it was opened for reading only/,
      );
      await assert.rejects(reading!.setClaim("", 1), TypeError);
      await reading!.close();
      await first.close();

      const second = await opened(ledger, `${folder}/state`, "run-2");
      assert.deepEqual(await second.size("s"), { units: 1, entries: 0 });
      await second.close();
    }));
}
