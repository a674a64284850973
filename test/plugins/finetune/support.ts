/**
 * What the tests of fine-tuning data share: exports of invented people, and what becomes of them.
 *
 * @module
 */
import type { Json, JsonObject } from "../../../core/conversation.ts";
import { deadLetters, from, type Report, run, type RunOptions } from "../../../mod.ts";
import { dropsOf, type FinetuneSettings, type Statistics, toFinetuneData } from "../../../plugins/finetune/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { inFolder } from "../telegram/support.ts";

/** A message of `processed.json`. */
export interface Said {
  timestamp: string | null;
  role: string;
  content: string;
}

/** What was made of an export. */
export interface Made {
  train: string;
  processed: string;
  statistics: Statistics;
  report: Report;
  drops: { [reason: string]: number };
  warnings: string[];
  /** Errors of dead letters. */
  dead: string[];
  /** Contents of each block with their roles: `user: >>> hi`. */
  blocks: string[][];
  /** Files beside: names to texts. */
  files: { [name: string]: string };
}

/** Noon of a day, in seconds. */
export const NOON = 1_704_110_400;

/** A raw message `second` seconds after noon; the computer that exported stood in UTC. */
export function say(id: number, from: "Ada" | "Bob", text: string, second: number, more: JsonObject = {}): JsonObject {
  return {
    id,
    type: "message",
    date: new Date((NOON + second) * 1000).toISOString().slice(0, 19),
    date_unixtime: String(NOON + second),
    from,
    from_id: from === "Ada" ? "user1" : "user2",
    text,
    text_entities: text === "" ? [] : [{ type: "plain", text }],
    ...more,
  };
}

/** A raw chat of Ada, whose export it is, with Bob. */
export function chatWith(messages: JsonObject[], more: JsonObject = {}): JsonObject {
  return { name: "Bob", type: "personal_chat", id: 2, messages, ...more };
}

/** `n` tokens of o200k_base: counted in a test. */
export function words(n: number): string {
  return Array.from({ length: n }, () => "tea").join(" ");
}

/** Makes data of one file and looks at all of it. */
export function make(data: Json, settings: Partial<FinetuneSettings> = {}): Promise<Made> {
  return inFolder({ "result.json": data }, async (folder) => {
    const out = `${folder}/data`;
    const warnings: string[] = [];
    const options: RunOptions = {
      name: "finetune",
      ledger: memory(),
      stateFolder: `${folder}/state`,
      onEvent: (event) => event.type === "log" && event.level === "warn" && warnings.push(event.message),
    };
    const source = telegramSource({ path: `${folder}/result.json` });
    const report = await run(from(source).to(...toFinetuneData({ out, minTokens: 1, ...settings })), options);
    const files: { [name: string]: string } = {};
    for await (const { name } of Deno.readDir(out)) files[name] = await Deno.readTextFile(`${out}/${name}`);
    const processed = files["processed.json"];
    const chats = JSON.parse(processed) as { blocks: { messages: Said[] }[] }[];
    const blocks = chats.flatMap((chat) =>
      chat.blocks.map(({ messages }) => messages.map((m) => `${m.role}: ${m.content}`))
    );
    return {
      train: files["train.jsonl"] ?? "",
      processed,
      statistics: JSON.parse(files["statistics.json"]) as Statistics,
      report,
      drops: dropsOf(report),
      warnings,
      dead: (await deadLetters(options)).map(({ error }) => error),
      blocks,
      files,
    };
  });
}

/** The same by the rules of the reference, for Ada. */
export function makeCompat(data: Json, settings: Partial<FinetuneSettings> = {}): Promise<Made> {
  return make(data, { compat: true, me: "Ada", ...settings });
}
