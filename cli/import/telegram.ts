/**
 * Telegram exports: what is told of them by `import` and `inspect`.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes, formatCount, formatTime } from "../format.ts";
import type { Load } from "../modules.ts";
import { plainText } from "../plain_text.ts";
import { readThrough } from "./read_through.ts";

/** What can be told of a file before it is read. */
export interface RecognisedTelegram {
  format: "telegram";
  path: string;
  kind: "single" | "full" | "list";
  /** Bytes. */
  size: number;
}

/** Most problems listed for one export. */
const LISTED = 20;

const WHAT = { single: "a Telegram chat", full: "a full Telegram export", list: "a list of Telegram chats" } as const;

/**
 * The files of Telegram exports at these paths.
 *
 * @throws {CannotRunError} when a path is nothing that can be read
 */
export async function recogniseTelegram(load: Load, host: Host, inputs: string[]): Promise<RecognisedTelegram[]> {
  const { findFiles } = await load("../plugins/telegram/mod.ts");
  const found = await findFiles(inputs, { files: host.files, signal: new AbortController().signal });
  return found.map(({ path, size, shape }) => ({ format: "telegram", path, kind: shape, size }));
}

/** `a full Telegram export, DataExport_2024-05-01/result.json: 120 MB`. */
export function telegramSentence({ path, kind, size }: RecognisedTelegram): string {
  return `${WHAT[kind]}, ${path}: ${formatBytes(size)}`;
}

/** What a file's chats are. */
interface Chats {
  types: { [type: string]: number };
  owner?: string;
  oneSided: number;
}

/** Describes a file; true when it has problems. */
export async function inspectTelegram(
  asked: Pick<Call, "load" | "output">,
  host: Host,
  found: RecognisedTelegram,
): Promise<boolean> {
  const chats: Chats = { types: Object.create(null), oneSided: 0 };
  const { losses, ...contents } = await readThrough(asked, host, found.path, (chat) => note(chats, chat));
  const problems = losses.map((error) => ({ error }));
  const { output } = asked;
  if (output.json) output.data({ ...found, ...contents, ...chats, problems });
  else {
    const { line, strong, faint } = output;
    line(strong(plainText(found.path)));
    line(`  what           ${WHAT[found.kind]}, ${formatBytes(found.size)}`);
    if (chats.owner !== undefined) line(`  owner          ${plainText(chats.owner)}`);
    const { conversations, messages, firstAt, lastAt } = contents;
    const days = firstAt === undefined || lastAt === undefined ? "" : `, begun ${day(firstAt)} to ${day(lastAt)}`;
    line(`  chats          ${formatCount(conversations)}, with ${countOf(messages, "message")}${days}`);
    for (const [type, count] of Object.entries(chats.types)) {
      line(`                 ${formatCount(count)} ${plainText(type)}`);
    }
    if (chats.oneSided > 0) {
      line(
        `  only own       ${
          countOf(chats.oneSided, "group")
        } with messages of one person: exports leave out the others`,
      );
      line('                 unless told otherwise, export again without "only my messages"');
    }
    line("  complete       unknown: an export may be limited by date, copies of a chat are united");
    if (problems.length > 0) line(`  problems       ${problems.length}`);
    for (const { error } of problems.slice(0, LISTED)) line(`    - ${plainText(error)}`);
    if (problems.length > LISTED) line(faint(`    … and ${problems.length - LISTED} more`));
  }
  return problems.length > 0;
}

function note(chats: Chats, { metadata, messages }: Conversation): void {
  const type = typeof metadata.telegramType === "string" ? metadata.telegramType : "of an unknown type";
  chats.types[type] = (chats.types[type] ?? 0) + 1;
  // In a full export all chats have one owner; of a single chat it may be known from its two sides.
  if (typeof metadata.ownerId === "string") chats.owner ??= metadata.ownerId;
  if (!/group/.test(type) || messages.length < 2) return;
  const senders = new Set(messages.flatMap(({ hidden, metadata: { fromId } }) => hidden ? [] : [fromId]));
  if (senders.size === 1) chats.oneSided++;
}

function day(ms: number): string {
  return formatTime(ms).slice(0, 10);
}
