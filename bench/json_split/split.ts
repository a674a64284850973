/**
 * Speed of the JSON splitter: `split.ts <scanner> <elements> <fields> <megabytes>`; scanner `wasm` or `typescript`, elements
 * `conversations` or `lines`, fields `with` or `without`.
 *
 * @module
 */
import { PlainScanner } from "../../core/json/plain_scanner.ts";
import { splitElements } from "../../core/json/split.ts";
import type { SplitOptions } from "../../core/json/split.ts";

const CHUNK = 262_144;

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

function line(n: number): string {
  return `{"id":${n},"text":"a line of chat, as some exports have it","by":"somebody"}`;
}

/** An array of elements of about `size` bytes, in pieces as a file is read. */
function chunksOf(text: (n: number) => string, size: number): Uint8Array[] {
  const encoder = new TextEncoder();
  const all = new Uint8Array(size + 10_000_000);
  let filled = 0;
  const add = (json: string) => filled += encoder.encodeInto(json, all.subarray(filled)).written;
  add("[");
  for (let n = 0; filled < size; n++) {
    add((n ? "," : "") + Array.from({ length: 32 }, (_, i) => text(n * 32 + i)).join(","));
  }
  add("]");
  return Array.from(
    { length: Math.ceil(filled / CHUNK) },
    (_, i) => all.subarray(i * CHUNK, Math.min(filled, (i + 1) * CHUNK)),
  );
}

async function count(chunks: Uint8Array[], options: SplitOptions, ask?: string): Promise<number> {
  let elements = 0;
  for await (const batch of splitElements(chunks, options)) {
    for (const element of batch) {
      if (element.damage) throw element.error;
      if (ask !== undefined && element.scalar(ask) === undefined) throw new Error(`no ${ask}`);
      elements++;
    }
  }
  return elements;
}

if (import.meta.main) {
  const [scanner, kind, fields, megabytes] = Deno.args;
  const text = kind === "lines" ? line : (n: number) => conversation(n, 60);
  const chunks = chunksOf(text, Number(megabytes) * 1e6);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const options: SplitOptions = scanner === "typescript" ? { scanner: new PlainScanner() } : {};
  const asked = fields === "with";
  if (asked) options.fields = ["conversation_id", "id", "update_time"];
  const started = performance.now();
  const elements = await count(chunks, options, asked ? (kind === "lines" ? "id" : "conversation_id") : undefined);
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, elements, bytes, megabytesPerSecond: bytes / 1e6 / seconds }));
}
