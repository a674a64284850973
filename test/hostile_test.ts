/**
 * Exports made to do harm, through source, engine and sinks: nothing lands outside the outputs, no run takes long, and
 * what is no attack arrives.
 *
 * @module
 */
import assert from "node:assert/strict";
import { deadLetters, from, type Host, type Report, run } from "../mod.ts";
import type { JsonObject } from "../core/conversation.ts";
import { denoHost } from "../host/deno.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";
import { markdownStore } from "../plugins/markdown/mod.ts";
import { sqliteStore } from "../plugins/sqlite/mod.ts";
import { balances, inFolder, put } from "./plugins/chatgpt/reading.ts";
import { query } from "./support/database.ts";
import { conversationObject, thread } from "./support/exports/mod.ts";
import { SYMLINK, zip, type ZipMember } from "./support/zip_writer.ts";

const object = (id: string, more: JsonObject = {}): JsonObject => ({
  ...conversationObject(thread(id, `Title ${id}`, ["Question", "Answer"]), "classic"),
  ...more,
});
const good: ZipMember = { name: "conversations.json", data: JSON.stringify([object("a"), object("b")]) };

/** All files and links below a folder, with their sizes. */
async function tree(folder: string, below = ""): Promise<string[]> {
  const all: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = `${below}${name}`;
    if (isDirectory) all.push(...await tree(folder, `${path}/`));
    else all.push(`${path} ${(await Deno.lstat(`${folder}/${path}`)).size}`);
  }
  return all.sort();
}

/** A host that notes every path it is asked to change. */
function noting(): { host: Host; changed: string[] } {
  const host = denoHost();
  const changed: string[] = [];
  const note = (path: string) => void changed.push(path);
  const { makeFolder, create, write, rename, remove } = host.files;
  const files = {
    ...host.files,
    makeFolder: (path: string, secret?: boolean) => (note(path), makeFolder(path, secret)),
    create: (path: string, secret?: boolean) => (note(path), create(path, secret)),
    write: (path: string, data: Uint8Array | string, secret?: boolean) => (note(path), write(path, data, secret)),
    rename: (from: string, to: string) => (note(from), note(to), rename(from, to)),
    remove: (path: string) => (note(path), remove(path)),
  };
  return { host: { ...host, files }, changed };
}

interface Attack {
  report: Report;
  letters: string[];
  ids: unknown[];
}

/** Imports `data` with all outputs, and sees that nothing but these changed, and that it took less than `seconds`. */
async function attack(data: Uint8Array | string, use: (attack: Attack, folder: string) => void, seconds = 10) {
  const name = typeof data === "string" ? "conversations.json" : "export.zip";
  await inFolder({ [`in/${name}`]: data, "canary.txt": "untouched" }, async (folder) => {
    await put(`${folder}/out/here`, "");
    const before = (await tree(folder)).filter((line) => !line.startsWith("out/"));
    const { host, changed } = noting();
    const options = { name: "hostile", stateFolder: `${folder}/out/state`, host };
    const out = { path: `${folder}/out/threadloom.db` };
    const sinks = [
      jsonlSink({ path: `${folder}/out/all.jsonl` }),
      markdownStore({ path: `${folder}/out/md` }),
    ] as const;
    const started = performance.now();
    const report = await run(
      from(chatgptSource({ path: `${folder}/in/${name}` })).to(sqliteStore(out), ...sinks),
      options,
    );
    assert.ok(performance.now() - started < seconds * 1000, `took ${Math.round(performance.now() - started)} ms`);
    balances(report);
    assert.deepEqual((await tree(folder)).filter((line) => !line.startsWith("out/")), before);
    const outside = changed.filter((path) => !path.startsWith(`${folder}/out`) || path.split(/[/\\]/).includes(".."));
    assert.deepEqual(outside, []);
    const ids = query(`${folder}/out`, "SELECT id FROM conversations ORDER BY id").map(({ id }) => id);
    use({ report, letters: (await deadLetters(options)).map(({ error }) => error), ids }, folder);
  });
}

Deno.test("zips whose members lead elsewhere, are links, or lie about themselves write nothing outside and give what is good", async () => {
  const secret: ZipMember = { name: "x", data: JSON.stringify([object("evil")]) };
  const hostile: ZipMember[] = [
    { ...secret, name: "../../conversations.json" },
    { ...secret, name: "/tmp/conversations.json" },
    { ...secret, name: "C:\\Windows\\conversations.json" },
    { ...secret, name: "a/../../../conversations-001.json" },
    { name: "conversations-002.json", data: "/etc/passwd", method: "store", externalAttributes: SYMLINK },
    { ...secret, name: "conversations-003.json", flags: 1 },
    { ...secret, name: "conversations-004.json", localName: "conversations-005.json" },
    { ...secret, name: "conversations-006.json", methodCode: 99 },
    { ...secret, name: "CONVERSATIONS.json" },
  ];
  await attack(zip([good, ...hostile]), ({ report, ids }) => {
    assert.deepEqual(ids, ["a", "b"]);
    assert.ok(report.metrics["bad entries"] >= hostile.length, `${report.metrics["bad entries"]}`);
  });
});

Deno.test("bombs end soon: by ratio, by nesting, by members that share their bytes", async () => {
  const zeros = new Uint8Array(130 * 2 ** 20).fill(0x20);
  await attack(zip([good, { name: "conversations-001.json", data: zeros }]), ({ ids, report }) => {
    assert.deepEqual(ids, ["a", "b"]);
    assert.equal(report.status, "partial");
  });
  let inner = zip([good]);
  for (let depth = 0; depth < 6; depth++) {
    inner = zip(Array.from({ length: 8 }, (_, i) => ({ name: `Conversations__${depth}-${i}.zip`, data: inner })));
  }
  await attack(
    zip([good, { name: "Conversations__x.zip", data: inner }]),
    ({ ids }) => assert.deepEqual(ids, ["a", "b"]),
  );
});

Deno.test("names and ids of conversations choose no place on disk", async () => {
  const names = [
    "../../../etc/passwd",
    "..",
    ".",
    "CON",
    "a/b\\c:d",
    "\u0000",
    "x".repeat(5000),
    "\u202etxt.exe",
    " . ",
    "-rf",
  ];
  const chats = names.flatMap((name) => [object(name), object(`id of ${names.indexOf(name)}`, { title: name })]);
  await attack(JSON.stringify(chats), ({ report, ids }) => {
    assert.equal(report.source.passed, 2 * names.length, JSON.stringify(report));
    assert.equal(ids.length, 2 * names.length);
  });
});

Deno.test("keys such as __proto__ and constructor, and keys that come twice, are data", async () => {
  const node =
    '{"id":"n","message":{"id":"n","author":{"role":"user"},"content":{"content_type":"text","parts":["hi"]},' +
    '"metadata":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}},"parent":"__proto__"}';
  const text =
    `[{"__proto__":{"polluted":true},"constructor":null,"id":"first","id":"last","title":"one","title":"two",` +
    `"toString":1,"mapping":{"__proto__":{"id":"__proto__","parent":null,"message":null},"n":${node},"hasOwnProperty":` +
    `${node.replace('"parent":"__proto__"', '"parent":"n"')}},"current_node":"hasOwnProperty"},` +
    JSON.stringify(object("__proto__")) + "," + JSON.stringify(object("constructor")) + "]";
  await attack(text, ({ report, ids, letters }, folder) => {
    assert.deepEqual(letters, []);
    assert.deepEqual([report.source.passed, ids], [3, ["__proto__", "constructor", "last"]]);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    const [{ title }] = query(`${folder}/out`, "SELECT title FROM conversations WHERE id = 'last'");
    assert.equal(title, "two");
    const lines = Deno.readTextFileSync(`${folder}/out/all.jsonl`).trim().split("\n");
    const { messages } = JSON.parse(lines[0]);
    assert.equal(messages.length, 2);
    assert.ok(Object.hasOwn(messages[0].metadata.metadata, "__proto__"));
  });
});

Deno.test("deep nesting is kept or dies alone, and never ends the run", async () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const chats = [10, 100, 500, 600, 5_000, 1_000_000].map((depth) =>
    JSON.stringify(object(`deep ${depth}`)).replace('"moderation_results":[]', `"moderation_results":${nested(depth)}`)
  );
  await attack(`[${chats},${JSON.stringify(object("after"))}]`, ({ ids, report, letters }) => {
    assert.deepEqual(ids, ["after", "deep 10", "deep 100", "deep 500"]);
    assert.deepEqual([report.source.passed, report.source.dead], [4, 3]);
    assert.ok(letters.every((error) => /nested deeper/.test(error)), letters.join("\n"));
  });
});

Deno.test("NUL, lone surrogates, and numbers of any size arrive or die alone", async () => {
  const odd = JSON.stringify(object("odd", { title: "nul \u0000 lone \ud800 \udc00 end" }));
  const numbers = JSON.stringify(object("numbers")).replace(
    '"gizmo_id":null',
    '"gizmo_id":[1e400,-0,1e-400,9007199254740993]',
  );
  const times = JSON.stringify(object("times")).replace(/"update_time":[\d.]+/, '"update_time":1e308').replace(
    /"create_time":\d+/,
    '"create_time":-5',
  );
  const digits = JSON.stringify(object("digits")).replace('"owner":null', `"owner":${"9".repeat(1_000_000)}`);
  const alone = JSON.stringify(object("lone \ud800 id"));
  await attack(`[${[odd, numbers, times, digits, alone]}]`, ({ ids, report, letters }, folder) => {
    assert.deepEqual(letters, []);
    assert.equal(report.source.passed, 5);
    assert.deepEqual(ids, ["digits", "lone \ufffd id", "numbers", "odd", "times"]);
    const lines = Deno.readTextFileSync(`${folder}/out/all.jsonl`).trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.find(({ id }) => id === "odd").title, "nul \u0000 lone \ufffd \ufffd end");
    assert.equal(lines.find(({ id }) => id === "times").updatedAt, undefined);
  });
});

Deno.test("trees of many nodes take time in proportion: chains, fans, rings, and nodes that all claim each other", async () => {
  const many = 10_000;
  const message = (id: string) => ({ id, author: { role: "user" }, content: { content_type: "text", parts: [id] } });
  const shapes: { [shape: string]: (i: number) => JsonObject } = {
    chain: (i) => ({ parent: i === 0 ? null : `n${i - 1}`, children: [`n${i + 1}`] }),
    fan: (i) => ({ parent: i === 0 ? null : "n0", children: [] }),
    ring: (i) => ({ parent: `n${(i + 1) % many}`, children: [] }),
    claims: (i) => ({ parent: null, children: Array.from({ length: 20 }, (_, k) => `n${(i * 7 + k) % many}`) }),
  };
  const chats = Object.entries(shapes).map(([shape, links]) => {
    const mapping = Object.fromEntries(
      Array.from({ length: many }, (_, i) => [`n${i}`, { id: `n${i}`, message: message(`n${i}`), ...links(i) }]),
    );
    return object(shape, { mapping, current_node: `n${many - 1}` });
  });
  await attack(JSON.stringify(chats), ({ report }, folder) => {
    assert.deepEqual([report.source.passed, report.source.dead], [4, 0]);
    const counted = query(
      `${folder}/out`,
      "SELECT conversation_id, count(*) AS n FROM messages GROUP BY conversation_id",
    );
    assert.deepEqual(counted.map(({ n }) => n), [many, many, many, many]);
  }, 20);
});

Deno.test("a thousand copies of one conversation that only their content orders are read a few times, not a thousand", async () => {
  const copies = Array.from(
    { length: 1000 },
    (_, i) => JSON.stringify(object("same", { title: `copy ${String(i).padStart(4, "0")} ${"x".repeat(20_000)}` })),
  );
  await attack(zip([{ name: "conversations.json", data: `[${copies}]` }]), ({ report, ids }) => {
    assert.deepEqual(ids, ["same"]);
    assert.deepEqual([report.source.read, report.metrics.merged], [1, 999]);
  });
});
