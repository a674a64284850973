import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { jsonlSink, type JsonlSinkOptions, jsonlSource } from "../../../plugins/jsonl/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";

async function write(options: JsonlSinkOptions, records: unknown[], context: Context = pluginContext()) {
  const sink = await jsonlSink(options).open(context);
  await sink.write(records);
  return await sink.commit();
}

/** The text of the file that these records give. */
async function written(records: unknown[], options: Partial<JsonlSinkOptions> = {}): Promise<string> {
  let text = "";
  await inFolder(async (folder) => {
    await write({ path: `${folder}/out`, ...options }, records);
    text = await Deno.readTextFile(`${folder}/out`);
  });
  return text;
}

const conversation: Conversation = {
  id: "c1",
  source: "chatgpt",
  title: "Soup",
  participants: [],
  messages: [
    { id: "m1", role: "user", parts: [{ type: "text", text: "Hi" }], metadata: { position: 9 } },
    { id: "m2", parentId: "m1", role: "assistant", parts: [{ type: "text", text: "Hello" }], metadata: {} },
  ],
  branches: [{ id: "m3", parentId: "m1", role: "assistant", parts: [], metadata: {} }],
  assets: [{ id: "a", pointer: "p", kind: "image", open: () => Promise.reject(new Error("unused")) }],
  metadata: {},
  origin: { file: "export.zip", range: [3, 9] },
};

Deno.test("jsonlSink() writes one record a line, keys in the record's order", async () => {
  assert.equal(
    await written([{ b: 1, a: undefined, c: [null] }, [1], "x\ny", null, 0]),
    '{"b":1,"c":[null]}\n[1]\n"x\\ny"\nnull\n0\n',
  );
});

Deno.test("jsonlSink() writes U+FFFD for lone surrogates and nothing else", async () => {
  const text = await written([{ "\ud800": "a\udc00b😀\\ud800\u2028", quote: '\\"\ud83d' }]);
  assert.equal(text, '{"\ufffd":"a\ufffdb😀\\\\ud800\u2028","quote":"\\\\\\"\ufffd"}\n');
});

Deno.test("jsonlSink() writes big integers with all their digits", async () => {
  assert.equal(await written([{ n: 12345678901234567890n }]), '{"n":12345678901234567890}\n');
});

Deno.test("jsonlSink() leaves out origin and functions of conversations, and keeps a table row's own origin", async () => {
  const text = await written([conversation, { origin: "here" }]);
  assert.deepEqual(
    text.trim().split("\n").map((line) => JSON.parse(line)),
    [
      { ...conversation, origin: undefined, assets: [{ id: "a", pointer: "p", kind: "image" }] },
      { origin: "here" },
    ].map((record) => JSON.parse(JSON.stringify(record))),
  );
});

Deno.test("jsonlSink() writes one line a message, with position and text, branches last", async () => {
  const lines = (await written([conversation], { records: "message" })).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(
    lines.map(({ conversationId, id, position, text, parentId }) => [conversationId, id, position, text, parentId]),
    [
      ["c1", "m1", 0, "Hi", undefined],
      ["c1", "m2", 1, "Hello", "m1"],
      ["c1", "m3", null, "", "m1"],
    ],
  );
  assert.deepEqual(Object.keys(lines[0]), ["conversationId", "id", "role", "parts", "metadata", "position", "text"]);
  await assert.rejects(
    written([{ id: 1 }], { records: "message" }),
    /Cannot write a record as messages: it is no conversation/,
  );
});

Deno.test("jsonlSink() refuses what JSON has no form for", async () => {
  await assert.rejects(written([undefined]), /Cannot write a record as JSON: it is undefined/);
  const loop: { self?: unknown } = {};
  loop.self = loop;
  await assert.rejects(written([loop]), TypeError);
});

Deno.test("jsonlSink() says what it wrote, and makes the folder", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a/b/out.jsonl`;
    const { files, changed } = await write({ path }, [{ id: 1 }]);
    const sha256 = createHash("sha256").update('{"id":1}\n').digest("hex");
    assert.deepEqual({ files, changed }, { files: [{ path, size: 9, sha256 }], changed: true });
    assert.deepEqual(await (await jsonlSink({ path }).open(pluginContext())).present(), files);
  });
});

Deno.test("jsonlSink() writes an empty file for no records", async () => {
  assert.equal(await written([]), "");
});

Deno.test("jsonlSink() leaves a file alone whose bytes are the same", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/out`;
    await write({ path }, [{ id: 1 }, { id: 2 }]);
    await Deno.utime(path, 1000, 1000);
    assert.equal((await write({ path }, [{ id: 1 }, { id: 2 }])).changed, false);
    assert.equal((await Deno.stat(path)).mtime?.getTime(), 1_000_000);
    assert.equal((await write({ path }, [{ id: 1 }, { id: 3 }])).changed, true);
    assert.equal(await Deno.readTextFile(path), '{"id":1}\n{"id":3}\n');
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["out"]);
  });
});

Deno.test("jsonlSink() keeps what was there when it is aborted, and touches nothing before the first record", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/out`;
    await Deno.writeTextFile(path, "old");
    const sink = await jsonlSink({ path }).open(pluginContext());
    assert.equal([...Deno.readDirSync(folder)].length, 1);
    await sink.write(Array.from({ length: 1000 }, () => "x".repeat(1000)));
    assert.equal([...Deno.readDirSync(folder)].length, 2);
    await sink.abort();
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["out"]);
    assert.equal(await Deno.readTextFile(path), "old");
  });
});

Deno.test("jsonlSink() and jsonlSource() give back what was written, through batches of any size", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/out`;
    const records = Array.from({ length: 20_000 }, (_, n) => ({ id: `é${n}`, text: "\n\r\u2028".repeat(n % 20), n }));
    const sink = await jsonlSink({ path }).open(pluginContext());
    for (let at = 0; at < records.length; at += 777) await sink.write(records.slice(at, at + 777));
    const whole = await sink.commit();
    assert.equal((await write({ path }, records)).changed, false);
    assert.equal(whole.files[0].size, (await Deno.stat(path)).size);
    const source = await jsonlSource({ path }).open(pluginContext());
    const back: unknown[] = [];
    for await (const { units } of source.read()) {
      for (const unit of units) back.push(...(await unit.parse()) as unknown[]);
    }
    await source.close();
    assert.deepEqual(back, records);
  });
});
