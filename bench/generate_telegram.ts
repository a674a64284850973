/**
 * Writes an invented Telegram export (`result.json`) of any size, for measuring.
 *
 * ```sh
 * deno run -A bench/generate_telegram.ts --size 1GB --out /tmp/result.json
 * deno run -A bench/generate_telegram.ts --size 200MB --single --out /tmp/chat.json --seed 7
 * ```
 *
 * A full export unless `--single`: chats of many sizes, the largest of `--largest` (20 MB). The same options give the
 * same bytes. What a correct reader must find is printed as one JSON object.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { fileSink, parseSize } from "./generate_export.ts";
import { series } from "./generate/random.ts";
import { type ChatFacts, telegramChat } from "./generate/telegram_chat.ts";
import { makePools } from "./generate/words.ts";
import type { ByteSink } from "./generate/zip_stream.ts";

/** What to write. */
export interface TelegramOptions {
  /** About as many bytes. */
  size: number;
  /** @default 1 */
  seed?: number;
  /** Bytes of the largest chat of a full export. @default 20000000 */
  largest?: number;
  /** One chat in place of a full export. @default false */
  single?: boolean;
}

/** What was written. */
export interface TelegramGenerated extends ChatFacts {
  chats: number;
  bytes: number;
}

/** Whose export it is. */
export const OWNER: { readonly id: number; readonly name: string } = { id: 1001, name: "Ada Example" };

/** Writes the export to `out` and ends it. */
export async function generateTelegram(options: TelegramOptions, out: ByteSink): Promise<TelegramGenerated> {
  const { size, seed = 1, largest = 20_000_000, single = false } = options;
  const pools = makePools(seed, false);
  const random = series(seed);
  const encoder = new TextEncoder();
  const facts: TelegramGenerated = { chats: 0, messages: 0, texts: 0, characters: 0, own: 0, bytes: 0 };
  const write = async (text: string) => {
    const bytes = encoder.encode(text);
    facts.bytes += bytes.length;
    await out.write(bytes);
  };
  if (!single) await write(HEAD);
  for (let index = 0; index === 0 || (!single && facts.bytes < size); index++) {
    // Most chats are small, and most bytes lie in large ones.
    const bytes = single ? size : index === 3 ? largest : Math.ceil(largest * (0.001 + random.next() ** 6 * 0.9));
    if (index > 0) await write(",\n");
    const fits = single ? bytes : Math.min(bytes, Math.max(2000, size - facts.bytes));
    for (const piece of telegramChat({ seed, index, pools, bytes: fits, owner: OWNER }, facts)) await write(piece);
    facts.chats++;
  }
  await write(single ? "\n" : "\n  ]\n }\n}\n");
  await out.end();
  return facts;
}

const HEAD = `{
 "about": "Invented data.",
 "personal_information": {
  "user_id": ${OWNER.id},
  "first_name": "Ada",
  "last_name": "Example",
  "phone_number": "+00 000 000 00 00",
  "bio": ""
 },
 "chats": {
  "about": "Invented chats.",
  "list": [
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: "string", default: "200MB" },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      largest: { type: "string", default: "20MB" },
      single: { type: "boolean", default: false },
    },
  });
  if (values.out === undefined) throw new TypeError("Cannot generate an export: --out FILE is missing");
  const facts = await generateTelegram({
    size: parseSize(values.size),
    seed: Number(values.seed),
    largest: parseSize(values.largest),
    single: values.single,
  }, fileSink(values.out));
  console.log(JSON.stringify(facts));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  });
}
