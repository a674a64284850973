/**
 * The folder that the sink writes, opened for one run.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { csvLine } from "../../core/csv/write.ts";
import { identify } from "../../core/hashed_file.ts";
import type { FileIdentity, OpenFileSink } from "../../core/sink.ts";
import { CHAT_COLUMNS, MESSAGE_COLUMNS } from "./columns.ts";
import { CellCounts, MessageLines, metricLines, safeCell } from "./lines.ts";
import { CHAT_METRICS, MESSAGE_METRICS } from "./measure.ts";
import { messageRow } from "./message_rows.ts";
import { OutFile } from "./out_file.ts";
import { openParquet, PARQUET_FILES, type ParquetTables } from "./parquet_tables.ts";
import { Quality } from "./quality.ts";
import type { ChatTables, ChatTablesRecord, Reject } from "./record.ts";
import type { ChatCsvSinkSettings } from "./sink.ts";
import { compactJson } from "./values.ts";

/** The report comes last: where it is, the others are whole. */
const REPORT = "data_quality.json";

const CHAT_ID = CHAT_COLUMNS.indexOf("chatId");

const silent = (): void => {};

/** Opens the folder; nothing is made before there is something to write. */
export function openFolder(context: Context, settings: ChatCsvSinkSettings): OpenFileSink<ChatTablesRecord> {
  const { files, signal } = context;
  const { path, excelSafe, parquet } = settings;
  const out = (name: string): OutFile => new OutFile(files, path, name);
  const chats = out("chats.csv");
  const messages = out("messages.csv");
  const chatMetrics = out("chat_metrics.csv");
  const messageMetrics = out("message_metrics.csv");
  const rejects = out("rejects.jsonl");
  const unknown = out("unknown_fields.jsonl");
  const safe = excelSafe ? { chats: out("chats.excel-safe.csv"), messages: out("messages.excel-safe.csv") } : undefined;
  const all = [
    chats,
    messages,
    chatMetrics,
    messageMetrics,
    rejects,
    unknown,
    ...safe ? [safe.chats, safe.messages] : [],
  ];
  const counts = new CellCounts(CHAT_COLUMNS);
  const lines = new MessageLines();
  const quality = new Quality();
  let tables: ParquetTables | undefined;
  let begun = false;

  async function begin(): Promise<void> {
    begun = true;
    for (const file of safe ? [chats, safe.chats] : [chats]) file.add(csvLine(CHAT_COLUMNS));
    for (const file of safe ? [messages, safe.messages] : [messages]) file.add(csvLine(MESSAGE_COLUMNS));
    chatMetrics.add(csvLine(CHAT_METRICS));
    messageMetrics.add(csvLine(MESSAGE_METRICS));
    if (parquet) tables = await openParquet(files, path);
  }

  function addReject(reject: Reject): void {
    const { origin: { file, line }, reason, raw, part, chatId } = reject;
    quality.addReject(reject);
    const told = { line, reason, raw, part, ...chatId === undefined ? {} : { chatId }, file };
    rejects.add(compactJson(told, silent) + "\n");
  }

  function addChat(record: ChatTables): void {
    quality.addChat(record);
    counts.add(record.chat);
    chats.add(csvLine(record.chat));
    chatMetrics.add(csvLine(record.chatMetrics));
    messages.add(lines.lines(record.shared, record.messages));
    messageMetrics.add(metricLines(record.chat[CHAT_ID], record.messages));
    for (const reject of record.rejects) addReject(reject);
    if (safe) {
      safe.chats.add(csvLine(record.chat.map(safeCell)));
      for (const { own } of record.messages) {
        safe.messages.add(csvLine(messageRow(record.shared, own).map(safeCell)));
      }
    }
    if (record.unknown) unknown.add(unknownLine(record));
    tables?.add(record);
  }

  const names = [
    ...all.map((file) => file.path),
    ...(parquet ? PARQUET_FILES : []).map((name) => `${path}/${name}`),
    `${path}/${REPORT}`,
  ];
  return {
    async present() {
      const there: FileIdentity[] = [];
      for (const name of names) {
        const file = await identify(files, name);
        if (file) there.push(file);
      }
      return there;
    },
    async write(records) {
      if (!begun) await begin();
      for (const record of records) {
        if (record.kind === "tables") addChat(record);
        else if (record.kind === "reject") addReject(record);
        else if (record.kind === "input") quality.addInput(record.input);
        else throw foreign(record);
        if (
          messages.full || messageMetrics.full || rejects.full || unknown.full || safe?.messages.full || tables?.full
        ) {
          signal.throwIfAborted();
          for (const file of all) if (file.full) await file.flush();
          if (tables?.full) await tables.flush();
        }
      }
      for (const file of all) if (file.full) await file.flush();
    },
    async commit() {
      if (!begun) await begin();
      const done: { file: FileIdentity; changed: boolean }[] = [];
      for (const file of all) done.push(await file.commit());
      if (tables) done.push(...await tables.commit());
      const report = out(REPORT);
      report.add(quality.text({ chats: counts, messages: lines.counts }, done.map(({ file }) => file)));
      done.push(await report.commit());
      return { files: done.map(({ file }) => file), changed: done.some(({ changed }) => changed) };
    },
    async abort() {
      for (const file of all) await file.abort();
      await tables?.abort();
    },
  };
}

/** Of another kind than the types say: in a config file, or in a script that is not checked. */
function foreign(record: unknown): TypeError {
  const kind = typeof record === "object" && record !== null && "kind" in record ? String(record.kind) : typeof record;
  const hint = kind === "chat" ? ": put chatTables() before the sink" : "";
  return new TypeError(
    `Cannot write a record of kind "${
      kind.slice(0, 60)
    }" as tables of chats: expected "tables", "reject" or "input"${hint}`,
  );
}

/** What the source says and no column takes (D16). */
function unknownLine({ chat, origin: { file, line }, unknown }: ChatTables): string {
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
