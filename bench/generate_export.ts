/**
 * Writes an invented `conversations.json` of any size, with the shapes and proportions of real ones, for measuring.
 *
 * ```sh
 * deno run -A bench/generate_export.ts --size 1GB --out /tmp/conversations.json
 * deno run -A bench/generate_export.ts --size 200MB --out /tmp/export.zip --zip --seed 7
 * deno run -A bench/generate_export.ts --size 200MB --out /tmp/later.json --edition 2
 * ```
 *
 * The same options give the same bytes. `--edition 2` is a later export of the same account: one conversation in fifty
 * was continued. From 100 MB on there is one conversation of 14 MB. What a correct reader must find is printed as one
 * JSON object (see `Facts`).
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { conversationJson, type Facts } from "./generate/conversation.ts";
import { makePools } from "./generate/words.ts";
import { type ByteSink, zipStream } from "./generate/zip_stream.ts";

/** What to write. */
export interface GenerateOptions {
  /** About as many bytes of JSON (of edition 1). */
  size: number;
  /** @default 1 */
  seed?: number;
  /** @default 1 */
  edition?: 1 | 2;
  /** UTF-8 as it is, instead of escapes for all but ASCII. @default false */
  utf8?: boolean;
}

/** What was written. */
export interface Generated extends Facts {
  /** Bytes of JSON. */
  bytes: number;
}

const LARGEST = 14_000_000;
const CHUNK = 4 << 20;

/** Writes the array of conversations to `out`, a few MB at a time, and ends it. */
export async function generateExport(options: GenerateOptions, out: ByteSink): Promise<Generated> {
  const { size, seed = 1, edition = 1, utf8 = false } = options;
  const pools = makePools(seed, !utf8);
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(CHUNK);
  const facts: Generated = { conversations: 0, messages: 0, threadMessages: 0, threadCharacters: 0, bytes: 0 };
  let filled = 0;
  const flush = async () => {
    await out.write(buffer.subarray(0, filled));
    facts.bytes += filled;
    filled = 0;
  };
  const write = async (text: string) => {
    if (text.length * 3 > CHUNK - filled) await flush();
    if (text.length * 3 > CHUNK) {
      const bytes = encoder.encode(text);
      await out.write(bytes);
      facts.bytes += bytes.length;
    } else filled += encoder.encodeInto(text, buffer.subarray(filled)).written;
  };

  let base = 0;
  let largestDue = size >= 100_000_000;
  for (let index = 0; base < size; index++) {
    const largest = largestDue && base > size * 0.4;
    if (largest) largestDue = false;
    const make = { seed, index, pools, bytes: largest ? LARGEST : undefined };
    const first = conversationJson(make);
    base += first.json.length;
    const made = edition === 2 && index % 50 === 17 ? conversationJson({ ...make, continued: true }) : first;
    await write((index === 0 ? "[" : ", ") + made.json);
    facts.conversations++;
    facts.messages += made.messages;
    facts.threadMessages += made.threadMessages;
    facts.threadCharacters += made.threadCharacters;
  }
  await write("]");
  await flush();
  await out.end();
  return facts;
}

/** A file as a place for bytes. */
export function fileSink(path: string): ByteSink {
  const file = openSync(path, "w");
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    },
    end: () => closeSync(file),
  };
}

/** Bytes of `200MB`, `1GB`, `64KB`, `1234` (decimal units). */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(|[KMG]B)$/i.exec(text);
  if (match === null) {
    throw new TypeError(`Cannot read the size "${text}": expected a number with KB, MB or GB, such as "200MB"`);
  }
  return Number(match[1]) * { "": 1, KB: 1e3, MB: 1e6, GB: 1e9 }[match[2].toUpperCase() as "" | "KB" | "MB" | "GB"];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: "string", default: "200MB" },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      edition: { type: "string", default: "1" },
      zip: { type: "boolean", default: false },
      utf8: { type: "boolean", default: false },
    },
  });
  if (values.out === undefined) throw new TypeError("Cannot generate an export: --out FILE is missing");
  const file = fileSink(values.out);
  const out = values.zip ? zipStream("conversations.json", file, new Date("2026-06-01T00:00:00Z")) : file;
  const started = performance.now();
  const facts = await generateExport({
    size: parseSize(values.size),
    seed: Number(values.seed),
    edition: values.edition === "2" ? 2 : 1,
    utf8: values.utf8,
  }, out);
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ ...facts, seconds, megabytesPerSecond: facts.bytes / 1e6 / seconds }));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  });
}
