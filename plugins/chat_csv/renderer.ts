/**
 * Chats and rejects as lines of the files, with what is counted of them.
 *
 * @module
 */
import { csvLine } from "../../core/csv/write.ts";
import { CHAT_COLUMNS } from "./columns.ts";
import { CellCounts, type Counted, MessageLines, metricLines, safeCell } from "./lines.ts";
import { messageRow } from "./message_rows.ts";
import type { ChatTables, Reject } from "./record.ts";
import type { PlainChat } from "./plain_chats.ts";
import { mergeTally, newTally, type Tally, tallyChat, tallyReject } from "./tally.ts";
import { compactJson } from "./values.ts";

/** Files in which lines are written, in the order in which a renderer takes them. */
export const LINE_FILES: readonly string[] = Object.freeze([
  "chats.csv",
  "messages.csv",
  "chat_metrics.csv",
  "message_metrics.csv",
  "rejects.jsonl",
  "unknown_fields.jsonl",
]);

/** Two more, in which nothing is a formula. */
export const SAFE_FILES: readonly string[] = Object.freeze(["chats.excel-safe.csv", "messages.excel-safe.csv"]);

/** Where lines of a file go. */
export interface Lines {
  add(text: string): void;
  /** The bytes may be used again when it returns. */
  addBytes(bytes: Uint8Array): void;
}

/** What was counted; can be cloned. */
export interface Counts {
  tally: Tally;
  chats: Counted;
  messages: Counted;
}

const CHAT_ID = CHAT_COLUMNS.indexOf("chatId");

const silent = (): void => {};

/** Writes lines, of one chat after the other. */
export class Renderer {
  readonly tally: Tally = newTally();
  readonly chats: CellCounts = new CellCounts(CHAT_COLUMNS);
  readonly #lines = new MessageLines();
  readonly #files: readonly Lines[];
  readonly #most: number;

  /**
   * `files` as in `LINE_FILES`, those of `SAFE_FILES` behind them where they are wanted. Of names of unknown fields at
   * most `mostNames` are counted one by one.
   */
  constructor(files: readonly Lines[], mostNames: number) {
    this.#files = files;
    this.#most = mostNames;
  }

  get messages(): CellCounts {
    return this.#lines.counts;
  }

  get counts(): Counts {
    const counted = ({ rows, filled, risky }: Counted): Counted => ({ rows, filled, risky });
    return { tally: this.tally, chats: counted(this.chats), messages: counted(this.messages) };
  }

  /** Adds what was counted elsewhere, of what comes next. */
  merge({ tally, chats, messages }: Counts): void {
    mergeTally(this.tally, tally, this.#most);
    this.chats.merge(chats);
    this.messages.merge(messages);
  }

  addReject(reject: Reject): void {
    const { origin: { file, line }, reason, raw, part, chatId } = reject;
    tallyReject(this.tally, reject, this.#most);
    const told = { line, reason, raw, part, ...chatId === undefined ? {} : { chatId }, file };
    this.#files[4].add(compactJson(told, silent) + "\n");
  }

  addChat(record: ChatTables): void {
    const [chats, messages, chatMetrics, messageMetrics, , unknown, safeChats, safeMessages] = this.#files;
    tallyChat(this.tally, record, this.#most);
    this.chats.add(record.chat);
    chats.add(csvLine(record.chat));
    chatMetrics.add(csvLine(record.chatMetrics));
    if (record.messages.length > 0) {
      messages.add(this.#lines.lines(record.shared, record.messages));
      messageMetrics.add(metricLines(record.chat[CHAT_ID], record.messages));
    }
    for (const reject of record.rejects) this.addReject(reject);
    safeChats?.add(csvLine(record.chat.map(safeCell)));
    if (safeMessages) {
      for (const { own } of record.messages) safeMessages.add(csvLine(messageRow(record.shared, own).map(safeCell)));
    }
    if (record.unknown) unknown.add(unknownLine(record));
  }

  /** The same of a chat whose tables are lines already. */
  addPlain({ own, rejects, unknown, log, inherited }: PlainChat): void {
    const { chat, origin, flags, logged, droppedMessages } = own;
    const messages = { length: log.count };
    tallyChat(this.tally, { flags, logged, droppedMessages, messages, unknown }, this.#most);
    this.chats.add(chat);
    this.#lines.countPlain(chat, inherited, log);
    for (const reject of rejects) this.addReject(reject);
    if (unknown) this.#files[5].add(unknownLine({ chat, origin, unknown }));
  }

  /** Adds lines made elsewhere: of the first files, in their order. */
  addLines(lines: readonly Uint8Array[]): void {
    for (let i = 0; i < lines.length; i++) this.#files[i].addBytes(lines[i]);
  }
}

/** What the source says and no column takes (D16). */
function unknownLine(
  { chat, origin: { file, line }, unknown }: Pick<ChatTables, "chat" | "origin" | "unknown">,
): string {
  const { structuredInfo, columns, messages } = unknown!;
  const told = {
    chatId: chat[CHAT_ID],
    line,
    ...structuredInfo.length > 0 ? { structuredInfo: Object.fromEntries(structuredInfo) } : {},
    ...columns.length > 0 ? { columns: Object.fromEntries(columns) } : {},
    ...messages.length > 0
      ? { messages: messages.map(({ index, unknown }) => ({ index, ...Object.fromEntries(unknown) })) }
      : {},
    file,
  };
  return compactJson(told, silent) + "\n";
}
