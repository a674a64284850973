/** JSON made of what Telegram Desktop writes in its place, wherever chunks end. */
import assert from "node:assert/strict";
import { repairBytes, repairText } from "../../../plugins/telegram/repair.ts";
import { fc } from "../../../deps/fast_check.ts";
import { bare, chat, message, readFile } from "./support.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function repaired(text: string, size: number): Promise<string> {
  const bytes = encoder.encode(text);
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, i) => bytes.slice(i * size, (i + 1) * size),
  );
  let out = "";
  const stream = new TextDecoder();
  for await (const piece of repairBytes(chunks)) out += stream.decode(piece, { stream: true });
  return out + stream.decode();
}

const CASES: [from: string, to: string][] = [
  [String.raw`{"a":"\x0B"}`, String.raw`{"a":"\u000B"}`],
  [String.raw`{"a":"\\x0B \\\x1f"}`, String.raw`{"a":"\\x0B \\\u001f"}`],
  [String.raw`{"a":"\x0"}`, String.raw`{"a":"\x0"}`],
  [String.raw`{"a":"\xg1\"\x01"}`, String.raw`{"a":"\xg1\"\u0001"}`],
  ['{"document_id": a b (2).webm\n}', '{"document_id": "a b (2).webm"\n}'],
  ['{"document_id": a "b" \\c,\r\n "x": 1}', '{"document_id": "a \\"b\\" \\\\c",\r\n "x": 1}'],
  ['{"document_id": null, "x": 1}', '{"document_id": null, "x": 1}'],
  ['{"document_id": 5,"x":[true]}', '{"document_id": 5,"x":[true]}'],
  ['{"document_id": true love.webm\n}', '{"document_id": "true love.webm"\n}'],
  [
    '{"document_id": "ok", "x": {"document_id" : 7.webm\n}}',
    '{"document_id": "ok", "x": {"document_id" : "7.webm"\n}}',
  ],
  ['{"text": "document_id", "y": "\\"document_id\\": a b"}', '{"text": "document_id", "y": "\\"document_id\\": a b"}'],
  ['{"document_id": файл 🙂.webm\n}', '{"document_id": "файл 🙂.webm"\n}'],
  ['{"document_id": \n}', '{"document_id": \n""}'],
  ['{"document_id":\r\n, "x": [1,]}', '{"document_id":\r\n"", "x": [1,]}'],
  ['{"document_id": {}, "x": }', '{"document_id": {}, "x": }'],
  ['["document_id", {"y": "document_id"}]', '["document_id", {"y": "document_id"}]'],
];

Deno.test("repairBytes() mends both faults, and leaves everything else as it is, whatever the chunks", async () => {
  for (const [from, to] of CASES) {
    for (let size = 1; size <= from.length; size++) assert.equal(await repaired(from, size), to, `${from} by ${size}`);
  }
});

Deno.test("repairBytes() changes no valid JSON", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.integer({ min: 1, max: 9 }), async (json, size) => {
      assert.equal(await repaired(json, size), json);
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("a custom emoji that was not downloaded has no path at all where paths have no quotes, and is read", async () => {
  const emoji = { type: "custom_emoji", text: "E", document_id: "" };
  const good = chat([message(1, "E", { text_entities: [emoji, { ...emoji, text: "F" }] }), message(2, "plain")]);
  const text = JSON.stringify(good, null, 1);
  const [expected, got] = [
    await readFile(text),
    await readFile(text.replaceAll('"document_id": ""', '"document_id": ')),
  ];
  assert.deepEqual(bare(got.conversations), bare(expected.conversations));
  assert.equal(got.report.metrics.repairs, 2);
  assert.equal(got.report.status, "ok");
});

Deno.test("repairText() mends escapes and nothing else", () => {
  assert.equal(repairText(String.raw`"\x0B \\x0B \\\x0B \n"`), String.raw`"\u000B \\x0B \\\u000B \n"`);
});

Deno.test("a file with control characters reads like one in which they are escaped, and each is counted", async () => {
  const text = Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join("a");
  const good = JSON.stringify(chat([message(1, text), message(2, "plain")]), null, 1);
  // As Telegram Desktop writes them: all below 0x20 but line feed, carriage return and tab.
  const bad = good.replace(
    /\\u00([01][0-9a-f])|\\([bf])/g,
    (_, hex, name) => `\\x${hex ?? (name === "b" ? "08" : "0C")}`,
  );
  assert.notEqual(good, bad);
  const [expected, got] = [await readFile(good), await readFile(bad)];
  assert.deepEqual(bare(got.conversations), bare(expected.conversations));
  assert.equal(got.report.metrics.repairs, 2 * 29);
  assert.equal(expected.report.metrics.repairs, undefined);
  assert.equal(decoder.decode(encoder.encode(text)), text);
});
