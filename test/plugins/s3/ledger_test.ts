/** What is odd about the ledger in S3: its lease, and its journal. The contract is tested with the other ledgers. */
import assert from "node:assert/strict";
import { CannotRunError } from "../../../core/errors.ts";
import type { Host } from "../../../core/host.ts";
import type { Ledger, OpenLedger } from "../../../core/ledger.ts";
import { denoHost } from "../../../host/deno.ts";
import { faultsBySeed, faultServer } from "../../support/http_faults.ts";
import { serviceTest } from "../../support/services.ts";
import { collect, report, unit } from "../ledger/support.ts";
import { freshBucket, ledgerAt, ledgerInS3 } from "./support.ts";

const HOST = denoHost();

/** This machine with another clock. */
function hostWith(change: Partial<Host["clock"]>): Host {
  return { ...HOST, clock: { ...HOST.clock, ...change } };
}

async function open(ledger: Ledger, run: string, host = HOST): Promise<OpenLedger> {
  const opened = await ledger.open(host, { pipeline: "chats", folder: "unused", run });
  assert.ok(opened);
  return opened;
}

serviceTest("a second run is refused and told of the first; reading goes on beside it", "s3", async (server) => {
  const ledger = await ledgerInS3(server);
  const reading = { pipeline: "chats", folder: "unused", readOnly: true };
  assert.equal(await ledger.open(HOST, { ...reading, run: "0" }), undefined);
  const first = await open(ledger, "run-1");
  await first.commit("s", [unit("a")]);
  await assert.rejects(open(ledger, "run-2"), (error) => {
    assert.ok(error instanceof CannotRunError);
    assert.match(
      error.message,
      /^Cannot open ledger "s3:.*": run run-1 of pipeline "chats" \(since .*\) holds it, wait/,
    );
    return true;
  });
  const read = await ledger.open(HOST, { ...reading, run: "3" });
  assert.equal((await read?.committed("s", ["a"]))?.size, 1);
  await assert.rejects(read!.commit("s", [unit("b")]), /Cannot change ledger "s3:.*": it was opened for reading only/);
  await read!.close();
  await first.close();
  const second = await open(ledger, "run-2");
  assert.deepEqual(await second.size("s"), { units: 1, entries: 0 });
  await second.close();
});

serviceTest("of many runs that begin at the same moment one gets the lease", "s3", async (server) => {
  const ledger = await ledgerInS3(server);
  const runs = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => open(ledger, `run-${i}`)));
  const got = runs.filter((run) => run.status === "fulfilled");
  assert.equal(got.length, 1);
  for (const run of runs) if (run.status === "rejected") assert.ok(run.reason instanceof CannotRunError, run.reason);
  await got[0].value.close();
});

serviceTest(
  "the lease of a killed run runs out, and what that run still writes counts no more",
  "s3",
  async (server) => {
    const ledger = await ledgerInS3(server, { leaseSeconds: 1 });
    // Its waits never end, as those of a process that was stopped: nothing is renewed.
    const stopped: Promise<void>[] = [];
    const killed = await open(
      ledger,
      "run-1",
      hostWith({
        sleep: (_, signal) => {
          const never = new Promise<void>((_, reject) =>
            signal?.addEventListener("abort", () => reject(signal.reason))
          );
          stopped.push(never.catch(() => undefined));
          return never;
        },
      }),
    );
    await killed.commit("s", [unit("a")]);
    let second: OpenLedger | undefined;
    for (let tries = 0; !second && tries < 60; tries++) {
      second = await open(ledger, "run-2").catch(async (error) => {
        assert.match(String(error), /run run-1 of pipeline "chats"/);
        await HOST.clock.sleep(100);
        return undefined;
      });
    }
    assert.ok(second);
    assert.deepEqual(await second.size("s"), { units: 1, entries: 0 });
    await assert.rejects(
      killed.commit("s", [unit("late")]),
      /Cannot go on with the ledger: its lease .* is lost \(it was/,
    );
    await assert.rejects(killed.commit("s", [unit("later")]), /is lost/);
    await second.commit("s", [unit("b")]);
    await killed.close();
    await second.close();
    const third = await open(ledger, "run-3");
    assert.deepEqual((await collect(third.units("s"))).map(({ unit }) => unit), ["a", "b"]);
    await third.close();
  },
);

serviceTest("a lease is renewed as long as its run lives, and given up at its end", "s3", async (server) => {
  const { bucket, files } = await freshBucket(server);
  const ledger = ledgerAt(server, `s3://${bucket}/state`, { leaseSeconds: 8 });
  const lease = async () =>
    JSON.parse(new TextDecoder().decode(await files.read(`s3://${bucket}/state/chats/lease.json`)));
  // The wait between renewals ends when the test says so.
  let now = HOST.clock.now();
  let renew = (): void => undefined;
  const sleep: Host["clock"]["sleep"] = (ms, signal) =>
    ms !== 2_000 ? HOST.clock.sleep(ms, signal) : new Promise((resolve, reject) => {
      renew = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  const first = await open(ledger, "run-1", hostWith({ sleep, now: () => now }));
  let writing = (await lease()).writing;
  for (let time = 0; time < 5; time++) {
    now += 2_000;
    const before = renew;
    renew();
    while (renew === before) await HOST.clock.sleep(1);
    const renewed = await lease();
    assert.notEqual(renewed.writing, writing);
    assert.match(renewed.owner, /run run-1/);
    writing = renewed.writing;
  }
  await first.commit("s", [unit("a")]);
  now += 8_000;
  await assert.rejects(first.commit("s", [unit("b")]), /is lost \(it was not renewed for 8 s\)/);
  await first.close();

  const second = await open(ledgerAt(server, `s3://${bucket}/other`), "run-2");
  await second.close();
  const given = JSON.parse(new TextDecoder().decode(await files.read(`s3://${bucket}/other/chats/lease.json`)));
  assert.deepEqual(Object.keys(given).sort(), ["epoch", "writing"]);
});

serviceTest("a commit is one request, and many commits become one snapshot", "s3", async (server) => {
  const { bucket, files } = await freshBucket(server);
  const proxy = await faultServer(server.url, () => undefined);
  try {
    const ledger = ledgerAt(server, `s3://${bucket}/state`, { through: proxy.url });
    const first = await open(ledger, "run-1");
    proxy.seen.length = 0;
    for (let i = 0; i < 60; i++) await first.commit("s", [unit(`u${String(i).padStart(3, "0")}`)]);
    assert.equal(proxy.seen.length, 60);
    // Those of one moment share a request with what waits.
    await Promise.all(Array.from({ length: 40 }, (_, i) => first.commit("t", [unit(`v${i}`)])));
    assert.ok(proxy.seen.length < 70, `${proxy.seen.length} requests`);
    assert.ok((await files.list(`s3://${bucket}/state/chats/changes`)).length > 60);
    await first.close();
    assert.deepEqual(await files.list(`s3://${bucket}/state/chats`), [
      { name: "lease.json", kind: "file" },
      { name: "ledger.json", kind: "file" },
    ]);
    const second = await open(ledger, "run-2");
    assert.equal((await second.size("s")).units + (await second.size("t")).units, 100);
    // Little against a large snapshot stays beside it.
    await second.saveReport(report("run-2", 1));
    await second.close();
    assert.equal((await files.list(`s3://${bucket}/state/chats/changes`)).length, 1);
    const third = await open(ledger, "run-3");
    assert.equal((await third.reports(5)).length, 1);
    await third.close();
  } finally {
    await proxy.close();
  }
});

serviceTest(
  "busy servers, lost answers and cut bodies neither lose nor double what is remembered",
  "s3",
  async (server) => {
    let faults = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const { bucket } = await freshBucket(server);
      const proxy = await faultServer(server.url, faultsBySeed(seed, 0.2));
      try {
        const ledger = ledgerAt(server, `s3://${bucket}/state`, { through: proxy.url });
        const quick = hostWith({ sleep: (ms, signal) => HOST.clock.sleep(ms > 9_999 ? ms : ms / 50, signal) });
        for (let run = 1; run <= 2; run++) {
          const opened = await open(ledger, `run-${run}`, quick);
          for (let i = 0; i < 4; i++) await opened.commit("s", [unit(`${run}-${i}`, [["x" + run + i, "k", "f"]])]);
          await opened.forget("s", [`${run}-0`]);
          await opened.close();
        }
        const last = await open(ledgerAt(server, `s3://${bucket}/state`), "run-3");
        const kept = ["1-1", "1-2", "1-3", "2-1", "2-2", "2-3"];
        assert.deepEqual((await collect(last.units("s"))).map(({ unit }) => unit), kept, `seed ${seed}`);
        await last.close();
        faults += proxy.seen.filter(({ fault }) => fault).length;
      } finally {
        await proxy.close();
      }
    }
    assert.ok(faults > 40, `${faults} faults`);
  },
);

serviceTest("a ledger of a newer program, or of something else, is refused", "s3", async (server) => {
  const { bucket, files } = await freshBucket(server);
  const ledger = ledgerAt(server, `s3://${bucket}/state`);
  const folder = `s3://${bucket}/state/chats`;
  const change = `${folder}/changes/0000000001-0000000001.json`;
  const refused = async (path: string, text: string, expected: RegExp): Promise<void> => {
    await files.write(path, text);
    await assert.rejects(open(ledger, "run"), expected);
    await files.remove(path);
  };
  await refused(
    change,
    '{"format": 9, "writtenBy": "threadloom 9"}',
    /threadloom 9 wrote it in format 9, this program/,
  );
  await refused(change, "[]", /JSON of something else/);
  await refused(change, '{"format": 1, "changes": [["close"]]}', /a part of it is of another shape/);
  await refused(`${folder}/ledger.json`, '{"format": 9, "writtenBy": "threadloom 9"}', /wrote it in format 9/);
  await refused(`${folder}/lease.json`, "hello", /it is no lease, remove it if nothing runs/);
  const opened = await open(ledger, "run");
  await opened.close();
});
