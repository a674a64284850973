import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { generateExport, type GenerateOptions, parseSize } from "../../bench/generate_export.ts";
import { type ByteSink, zipStream } from "../../bench/generate/zip_stream.ts";
import { unzip } from "../support/unzip.ts";

type Node = { message: { content: { parts?: string[]; text?: string } } | null; parent: string | null };
type Generated = { id: string; update_time: number; current_node: string; mapping: { [id: string]: Node } };

function collector(): ByteSink & { bytes(): Uint8Array } {
  const chunks: Uint8Array[] = [];
  return {
    write: (bytes) => void chunks.push(bytes.slice()),
    end: () => {},
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
  };
}

async function generated(options: GenerateOptions) {
  const out = collector();
  const facts = await generateExport(options, out);
  return { facts, bytes: out.bytes(), conversations: JSON.parse(new TextDecoder().decode(out.bytes())) as Generated[] };
}

Deno.test("generateExport() says exactly what a reader of the threads finds", async () => {
  for (const utf8 of [false, true]) {
    const { facts, bytes, conversations } = await generated({ size: 1_500_000, utf8 });
    assert.equal(facts.bytes, bytes.length);
    assert.equal(facts.conversations, conversations.length);
    let [messages, threadMessages, threadCharacters] = [0, 0, 0];
    for (const { mapping, current_node } of conversations) {
      messages += Object.values(mapping).filter(({ message }) => message !== null).length;
      for (let at: string | null = current_node; at !== null; at = mapping[at].parent) {
        const content = mapping[at].message?.content;
        if (content === undefined) continue;
        threadMessages++;
        threadCharacters += Array.from(content.parts?.join("") ?? content.text ?? "").length;
      }
    }
    assert.deepEqual({
      messages,
      threadMessages,
      threadCharacters,
      conversations: conversations.length,
      bytes: bytes.length,
    }, facts);
    assert.ok(messages > threadMessages, "there are branches");
    assert.equal(bytes.every((byte) => byte < 128), !utf8);
  }
});

Deno.test("generateExport() gives the same bytes for the same seed, and others for another", async () => {
  const [first, again, other] = [
    await generated({ size: 3e5 }),
    await generated({ size: 3e5 }),
    await generated({ size: 3e5, seed: 2 }),
  ];
  assert.deepEqual(first.bytes, again.bytes);
  assert.notDeepEqual(first.bytes.slice(0, 300), other.bytes.slice(0, 300));
});

Deno.test("generateExport() continues one conversation in fifty in edition 2 and leaves the others as they are", async () => {
  const first = (await generated({ size: 6e6 })).conversations;
  const second = (await generated({ size: 6e6, edition: 2 })).conversations;
  assert.equal(first.length, second.length);
  const changed = second.filter((now, i) => JSON.stringify(now) !== JSON.stringify(first[i]));
  assert.equal(changed.length, Math.ceil((first.length - 17) / 50));
  for (const now of changed) {
    const before = first.find(({ id }) => id === now.id)!;
    assert.ok(now.update_time > before.update_time);
    assert.ok(Object.keys(before.mapping).every((id) => id in now.mapping));
    assert.ok(Object.keys(now.mapping).length > Object.keys(before.mapping).length);
  }
});

Deno.test("zipStream() writes a zip of the one member", async () => {
  const plain = (await generated({ size: 3e5 })).bytes;
  const out = collector();
  await generateExport({ size: 3e5 }, zipStream("conversations.json", out, new Date("2026-06-01T00:00:00Z")));
  assert.deepEqual(unzip(out.bytes()), new Map([["conversations.json", plain]]));
});

Deno.test("parseSize() reads decimal units and refuses others", () => {
  assert.deepEqual(["200MB", "1GB", "64kb", "1234", "1.5 GB"].map(parseSize), [2e8, 1e9, 64e3, 1234, 1.5e9]);
  assert.throws(() => parseSize("1 GiB"), /Cannot read the size "1 GiB": expected a number with KB, MB or GB/);
});
