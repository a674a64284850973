/**
 * Speed of the JSON splitter: 200 MB of chat export in memory, medians of five.
 * `deno run bench/json_split.ts`
 *
 * @module
 */
import { PlainScanner } from "../core/json/plain_scanner.ts";
import { splitElements } from "../core/json/split.ts";
import type { SplitOptions } from "../core/json/split.ts";

const SIZE = 200e6;
const ROUNDS = 5;

/** One conversation as ChatGPT exports it, of about `messages` × 1.5 kB. */
function conversation(n: number, messages: number): string {
  const mapping: Record<string, unknown> = {};
  for (let i = 0; i < messages; i++) {
    const id = `5f3c${n.toString(16).padStart(8, "0")}-${i}`;
    mapping[id] = {
      id,
      message: {
        id,
        author: { role: i % 2 ? "assistant" : "user", name: null, metadata: {} },
        create_time: 1719999999.123 + i,
        content: {
          content_type: "text",
          parts: [`He said "so", and went on:\n  {"key": [1, 2]}\n`.repeat(1 + i * 7 % 24)],
        },
        status: "finished_successfully",
        end_turn: true,
        weight: 1,
        metadata: { model_slug: "gpt-4o", request_id: id, timestamp_: "absolute", citations: [], is_complete: true },
        recipient: "all",
      },
      parent: i === 0 ? null : `5f3c${n.toString(16).padStart(8, "0")}-${i - 1}`,
      children: [`5f3c${n.toString(16).padStart(8, "0")}-${i + 1}`],
    };
  }
  return JSON.stringify({
    title: `Chat ${n}`,
    create_time: 1.5,
    mapping,
    conversation_id: `id-${n}`,
    update_time: 1719999999.5,
  });
}

function chunksOf(text: (n: number) => string): Uint8Array[] {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [encoder.encode("[")];
  let size = 0;
  for (let n = 0; size < SIZE; n++) {
    const some = encoder.encode((n ? "," : "") + Array.from({ length: 32 }, (_, i) => text(n * 32 + i)).join(","));
    size += some.length;
    chunks.push(some);
  }
  chunks.push(encoder.encode("]"));
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return Array.from(
    { length: Math.ceil(all.length / 262_144) },
    (_, i) => all.subarray(i * 262_144, (i + 1) * 262_144),
  );
}

async function measure(name: string, chunks: Uint8Array[], options: () => SplitOptions, ask?: string): Promise<void> {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const times: number[] = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    count = 0;
    const start = performance.now();
    for await (const batch of splitElements(chunks, options())) {
      for (const element of batch) {
        if (element.damage) throw element.error;
        if (ask !== undefined && element.scalar(ask) === undefined) throw new Error(`no ${ask}`);
        count++;
      }
    }
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[ROUNDS >> 1];
  console.log(`${name.padEnd(52)} ${(bytes / median / 1e3).toFixed(0).padStart(6)} MB/s  ${count} elements`);
}

const fields = ["conversation_id", "id", "update_time"];
const large = chunksOf((n) => conversation(n, 60));
await measure("WebAssembly", large, () => ({}));
await measure("WebAssembly, three fields", large, () => ({ fields }), "conversation_id");
await measure("TypeScript", large, () => ({ scanner: new PlainScanner() }));
await measure("TypeScript, three fields", large, () => ({ fields, scanner: new PlainScanner() }), "conversation_id");
large.length = 0;
const small = chunksOf((n) => `{"id":${n},"text":"a line of chat, as some exports have it","by":"somebody"}`);
await measure("WebAssembly, elements of 75 bytes", small, () => ({}));
await measure("WebAssembly, elements of 75 bytes, three fields", small, () => ({ fields }), "id");
await measure("TypeScript, elements of 75 bytes", small, () => ({ scanner: new PlainScanner() }));
