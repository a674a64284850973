/**
 * Chats as most are: their log is plain, so that its messages become lines without having been records.
 *
 * @module
 */
import { csvCell } from "../../core/csv/write.ts";
import type { CsvRow } from "../../core/csv/row.ts";
import { KEPT } from "./duplicates.ts";
import { type KernelKeys, type LogKernel, openLogKernel, type PlainLog } from "./kernel/log_kernel.ts";
import { piecesOf } from "./lines.ts";
import { keyTable, type MessageField } from "./log.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import { hasUrl } from "./measure.ts";
import { inheritedCells, messageRow, sharedCells } from "./message_rows.ts";
import type { ChatTables } from "./record.ts";
import { chatRow, refusal, type RowFile } from "./row_record.ts";
import { Flags, infoOf, infoRejects, type OwnTables, ownTables, unknownOf } from "./table_maker.ts";
import { cleanCell } from "./values.ts";

/** A chat whose messages are lines already. */
export interface PlainChat extends OwnTables, Pick<ChatTables, "rejects" | "unknown"> {
  messages: { length: number };
  log: PlainLog;
  /** A row of `messages.csv` but for role, type, key, id and content. */
  row: string[];
  /** Lines of `messages.csv` and of `message_metrics.csv`, good until the next chat is asked for. */
  lines: Uint8Array;
  metrics: Uint8Array;
}

/** Makes the chat of a row; undefined where it is not plain, and has to be made in full. */
export type PlainChats = (row: CsvRow, verdict: number) => PlainChat | undefined;

/** By the keys: each is opened once in a thread, and remembers nothing of a log but its memory. */
const kernels = new Map<string, LogKernel | undefined>();
const MOST_KERNELS = 8;

/** For the rows of a file; undefined where none of them can be plain. */
export function plainChats(file: RowFile): PlainChats | undefined {
  const { header, mapping } = file;
  const place = header.places.conversation_log;
  const kernel = kernelOf(mapping);
  if (kernel === undefined || header.fields.some(([, other]) => other === place)) return undefined;
  return (row, verdict) => {
    if (verdict !== KEPT || row.misplaced || refusal(row, verdict, header) !== undefined) return undefined;
    if (!row.wellFormed) return undefined;
    const log = kernel.read(row, place);
    return log && chatOf(row, file, log, kernel);
  };
}

/** Raises flags in the order in which they are raised of chats that are made in full. */
function chatOf(row: CsvRow, file: RowFile, log: PlainLog, kernel: LogKernel): PlainChat | undefined {
  const flags = new Flags();
  const record = chatRow(row, file, row.cells(file.header.places.conversation_log));
  const chatId = cleanCell(record.cells.chat_id, flags.raise);
  const info = infoOf(record, flags.raise);
  const inherited = inheritedCells(info, flags.raise);
  const messages = { ...log, defaultMessageId: kernel.defaultMessageId };
  const own = ownTables({ row: record, chatId, info, messages, length: log.count, flags });
  const cells = messageRow(sharedCells(own.chat), inherited);
  kernel.judgeAddresses(hasUrl);
  if (!kernel.write([...piecesOf(cells), csvCell(chatId)])) return undefined;
  return {
    ...own,
    rejects: infoRejects(record, chatId, info),
    ...unknownOf(record, info, []),
    messages: { length: log.count },
    log,
    row: cells,
    lines: kernel.lines,
    metrics: kernel.metrics,
  };
}

const KEYS: readonly MessageField[] = ["id", "role", "type", "content", "disclaimer"];

function kernelOf({ message = {}, roles }: ChatCsvMapping): LogKernel | undefined {
  if (Object.keys(roles ?? {}).length > 0) return undefined;
  const keys = KEYS.map((field) => (message as { [field: string]: string | undefined })[field] ?? field);
  const fieldOf = keyTable({ message });
  // Where two fields have one name it means the later of them.
  if (!keys.every((key, i) => fieldOf(key) === KEYS[i])) return undefined;
  const name = keys.join("\n");
  if (kernels.has(name)) return kernels.get(name);
  if (kernels.size >= MOST_KERNELS) return undefined;
  const kernel = openLogKernel(keys as unknown as KernelKeys);
  kernels.set(name, kernel);
  return kernel;
}
