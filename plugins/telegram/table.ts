/**
 * The table of one file: its chats, whose they are, and what of it cannot be read.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Loss, Position } from "../../core/source.ts";
import type { ExportFile } from "./input/export_file.ts";
import { madeAt } from "./input/made_at.ts";
import { chatKey, familyOf, hasId } from "./map/identity.ts";
import type { ChatRow, Owner } from "./scan/chat_row.ts";
import { scanFile } from "./scan/scan_file.ts";

/** A chat that has a key. */
export interface Row extends ChatRow {
  key: string;
}

/** One file, scanned. */
export interface Table {
  file: ExportFile;
  rows: Row[];
  owner?: Owner;
  exportedAt?: number;
  losses: Loss[];
}

/** Scans a file; `seenBytes` were read before it. */
export async function makeTable(file: ExportFile, context: Context, seenBytes: number): Promise<Table> {
  const { chats, owner, faults, tooMany } = await scanFile(file, context, seenBytes);
  const table: Table = { file, rows: [], losses: [] };
  if (owner) table.owner = owner;
  const exportedAt = madeAt(file.path);
  if (exportedAt !== undefined) table.exportedAt = exportedAt;
  const lose = (position: Omit<Position, "file">, message: string) =>
    table.losses.push({ position: { file: file.path, ...position }, error: new SyntaxError(message) });
  for (const { at, why } of faults) lose({ range: [at, at] }, `Cannot read "${file.path}" at byte ${at}: ${why}`);
  let repairs = 0;
  const named = new Map<string, Map<string, number>>();
  for (const chat of chats) {
    const key = ownKey(chat, named);
    const place = `chat ${chat.index + 1} (${familyOf(chat.type)} ${chat.id ?? "without id"})`;
    repairs += chat.repairs;
    if (key === undefined) {
      const message = `Cannot read ${place}: it has neither an id nor a name${
        chat.truncated ? ", the file ends in it" : ""
      }`;
      lose({ range: [chat.start, chat.end], index: chat.index }, message);
      continue;
    }
    for (const { at, why, message } of chat.faults) {
      const what = message === undefined ? place : `message ${message + 1} of ${place}`;
      lose({ range: [at, at], index: chat.index }, `Cannot read ${what}: ${why} at byte ${at}`);
    }
    if (chat.truncated) {
      const where = chat.messages > 0 ? `at message ${chat.messages}` : "before its messages";
      const message =
        `Cannot read ${place} to its end: the file ends ${where}; what is whole is kept, export once more`;
      lose({ range: [chat.end, chat.end], index: chat.index }, message);
    }
    if (!chat.truncated && chat.messagesStart === chat.end) context.count("chats without a list of messages");
    table.rows.push({ ...chat, key });
  }
  if (tooMany) lose({}, `Cannot read "${file.path}" well: there is more that is no JSON than is told here`);
  if (repairs > 0) context.count("repairs", repairs);
  return table;
}

/**
 * The key of a chat in its file. Two chats of one name without ids are of two people: the second has another key than
 * the first, unless every byte of it is the same. `named`: by key, which chat of these bytes was the how manyth.
 */
function ownKey(chat: ChatRow, named: Map<string, Map<string, number>>): string | undefined {
  const key = chatKey(chat);
  if (key === undefined || hasId(chat)) return key;
  const copies = named.get(key) ?? new Map<string, number>();
  named.set(key, copies);
  const nth = copies.get(chat.fingerprint) ?? copies.size + 1;
  copies.set(chat.fingerprint, nth);
  return nth === 1 ? key : `${key}-${nth}`;
}
