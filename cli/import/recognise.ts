/**
 * What the inputs of a command are.
 *
 * @module
 */
import { resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { ExportInput } from "../../plugins/chatgpt/mod.ts";
import type { Call } from "../command.ts";
import { detectSource, inputsBySource } from "./detect.ts";
import { type RecognisedTelegram, recogniseTelegram, telegramSentence } from "./telegram.ts";
import { plainText } from "../plain_text.ts";
import { shellWord } from "../shell.ts";
import { countOf, formatBytes, formatCount, formatTime } from "../format.ts";

/** What can be told of an export before it is read. */
export type Recognised = RecognisedChatgpt | RecognisedTelegram;

/** The same of a ChatGPT export. */
export type RecognisedChatgpt = Omit<ExportInput, "files" | "conversationFiles"> & {
  format: "chatgpt";
  conversationFiles: { name: string; size: number }[];
  /** All files: how many, and their bytes. */
  fileCount: number;
  fileBytes: number;
};

/** Most inputs told one by one. */
const LISTED = 10;

type Asked = Pick<Call, "load" | "output">;

/**
 * Opens the inputs and lets them go again.
 *
 * @throws {CannotRunError} when one is nothing that can be read, naming every one of which this holds
 */
export async function recogniseInputs(asked: Asked, host: Host, inputs: readonly string[]): Promise<Recognised[]> {
  try {
    return await open(asked, host, inputs);
  } catch (error) {
    if (!(error instanceof CannotRunError) || inputs.length < 2) throw error;
    const messages: string[] = [];
    for (const input of inputs) {
      await open(asked, host, [input]).catch((one: unknown) => {
        if (!(one instanceof CannotRunError)) throw one;
        messages.push(one.message);
      });
    }
    throw messages.length > 1 ? new CannotRunError(messages.join("; ")) : error;
  }
}

async function open(asked: Asked, host: Host, inputs: readonly string[]): Promise<Recognised[]> {
  for (const input of inputs) {
    const detected = await detectSource(asked.load, host, input);
    if (!detected) continue;
    asked.output.event({ type: "log", level: "debug", plugin: detected.plugin, message: detected.sentence });
    // Where nobody is sure, the sources themselves say best what the input is.
    if (detected.confidence > 0 && detected.plugin !== "chatgpt" && detected.plugin !== "telegram") {
      const next = detected.plugin === "chat_csv" ? ` Run: threadloom chat-csv ${shellWord(plainText(input))}` : "";
      throw new CannotRunError(`Cannot import ${JSON.stringify(input)}: ${detected.sentence}${next}`);
    }
  }
  const { chatgpt, telegram } = await inputsBySource(asked.load, host, inputs);
  return [
    ...chatgpt.length > 0 ? await openChatgpt(asked, host, chatgpt) : [],
    ...telegram.length > 0 ? await recogniseTelegram(asked.load, host, telegram) : [],
  ];
}

async function openChatgpt({ load, output }: Asked, host: Host, inputs: string[]): Promise<RecognisedChatgpt[]> {
  const { openInputs } = await load("../plugins/chatgpt/mod.ts");
  const log = (level: "debug" | "info" | "warn") => (message: string): void =>
    output.event({ type: "log", level, plugin: "chatgpt", message });
  const opened = await openInputs(inputs, {
    files: host.files,
    signal: new AbortController().signal,
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
    count: () => {},
  });
  try {
    return opened.exports.map(({ files, conversationFiles, ...rest }) => ({
      format: "chatgpt",
      ...rest,
      conversationFiles: conversationFiles.map(({ name, size }) => ({ name, size })),
      fileCount: files.length,
      fileBytes: sizeOf(files),
    }));
  } finally {
    opened.close();
  }
}

/** Recognises what is to be imported, says what it is, and resolves with absolute paths. */
export async function recogniseAll(
  { args, load, output }: Pick<Call, "args" | "load" | "output">,
  host: Host,
): Promise<string[]> {
  const all = await recogniseInputs({ load, output }, host, args);
  const shown = all.length > LISTED ? all.slice(0, LISTED - 1) : all;
  for (const found of shown) output.note(`Found ${sentenceOf(found)}.`);
  if (shown.length < all.length) output.note(`… and ${formatCount(all.length - shown.length)} more.`);
  return [...new Set(args.map((arg) => resolve(arg)))];
}

/** `a ChatGPT export of 2026-01-26 09:08 (UTC) in export.zip: 3 conversation files, 120 MB`. */
export function sentenceOf(found: Recognised): string {
  if (found.format === "telegram") return telegramSentence(found);
  const { path, kind, exportedAt, conversationFiles } = found;
  const what = kind === "json" ? "a ChatGPT conversations file" : "a ChatGPT export";
  const made = exportedAt === undefined ? "" : ` of ${formatTime(exportedAt)} (UTC)`;
  const size = formatBytes(sizeOf(conversationFiles));
  return `${what}${made}, ${path}: ${countOf(conversationFiles.length, "conversation file")}, ${size}`;
}

/** Bytes of all files. */
export function sizeOf(files: readonly { size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
