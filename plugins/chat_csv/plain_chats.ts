/**
 * Chats as most are: their log is plain, so that they become lines without their messages having been records.
 *
 * @module
 */
import type { CsvRow } from "../../core/csv/row.ts";
import { CHAT_COLUMNS, MESSAGE_COLUMNS } from "./columns.ts";
import { KEPT } from "./duplicates.ts";
import type { CellLists } from "./kernel/cells.ts";
import { type KernelKeys, type LogKernel, openLogKernel, type PlainLog } from "./kernel/log_kernel.ts";
import { VARYING } from "./lines.ts";
import { keyTable, type MessageField } from "./log.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import { CHAT_METRICS, hasUrl } from "./measure.ts";
import { inheritedCells, OWN_PLACES } from "./message_rows.ts";
import type { ChatTables, Reject } from "./record.ts";
import { chatRow, refusal, type RowFile } from "./row_record.ts";
import { Flags, infoOf, infoRejects, type OwnTables, ownTables, unknownOf } from "./table_maker.ts";
import { cleanCell } from "./values.ts";

/** A chat whose tables are lines already. */
export interface PlainChat {
  own: OwnTables;
  rejects: Reject[];
  unknown: ChatTables["unknown"];
  log: PlainLog;
  /** Cells of `OWN_COLUMNS` that its messages have from it; others are empty. */
  inherited: string[];
}

/** Makes lines of plain chats. */
export interface PlainChats {
  /** Makes the chat of a row; undefined where it is not plain, and has to be made in full. */
  make(row: CsvRow, verdict: number): PlainChat | undefined;
  /** Hands out the lines of all chats that were made. */
  flush(): void;
}

/** Cells are numbered: those of `CHAT_COLUMNS`, of `CHAT_METRICS`, of `OWN_COLUMNS`. */
const METRICS = CHAT_COLUMNS.length;
const OWN = METRICS + CHAT_METRICS.length;
const CHAT_ID = CHAT_COLUMNS.indexOf("chatId");
const LISTS = cellLists();

/** Of a plain log's messages all is known. */
const NONE_UNKNOWN: never[] = [];

/** By the keys: each is opened once in a thread, and remembers nothing of a chat once its lines were handed out. */
const kernels = new Map<string, LogKernel | undefined>();
const MOST_KERNELS = 8;

/**
 * For rows of a file; undefined where none of them can be plain. `out` is given lines of `chats.csv`, `messages.csv` and
 * their metrics, in the order of `LINE_FILES`, good until it returns.
 */
export function plainChats(file: RowFile, out: (lines: readonly Uint8Array[]) => void): PlainChats | undefined {
  const { header, mapping } = file;
  const place = header.places.conversation_log;
  const kernel = kernelOf(mapping);
  if (kernel === undefined || header.fields.some(([, other]) => other === place)) return undefined;
  kernel.forget();
  const flush = (): void => {
    if (kernel.empty) return;
    out(kernel.lines());
    kernel.forget();
  };
  return {
    make(row, verdict) {
      if (verdict !== KEPT || row.misplaced || refusal(row, verdict, header) !== undefined) return undefined;
      if (!row.wellFormed) return undefined;
      const log = kernel.read(row, place);
      return log && chatOf(row, file, log, kernel, flush);
    },
    flush,
  };
}

/** Raises flags in the order in which they are raised of chats that are made in full. */
function chatOf(
  row: CsvRow,
  file: RowFile,
  log: PlainLog,
  kernel: LogKernel,
  flush: () => void,
): PlainChat | undefined {
  const flags = new Flags();
  const record = chatRow(row, file, row.cells(file.header.places.conversation_log), []);
  const chatId = cleanCell(record.cells.chat_id, flags.raise);
  const info = infoOf(record, flags.raise);
  const inherited = inheritedCells(info, flags.raise);
  const own = ownTables({ row: record, chatId, info, messages: log, length: log.count, flags });
  kernel.judgeAddresses(hasUrl);
  if (!kernel.put(own.chat, 0) || !kernel.put(own.chatMetrics, METRICS) || !kernel.put(inherited, OWN)) {
    return undefined;
  }
  if (!kernel.write()) {
    flush();
    if (!kernel.write()) return undefined;
  }
  return {
    own,
    rejects: infoRejects(record, chatId, info),
    unknown: unknownOf(record, info, NONE_UNKNOWN),
    log,
    inherited,
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
  const kernel = openLogKernel(keys as unknown as KernelKeys, LISTS);
  kernels.set(name, kernel);
  return kernel;
}

/** Which cells stand where. */
function cellLists(): CellLists {
  const shared: number[][] = [[]];
  for (const [place, column] of MESSAGE_COLUMNS.entries()) {
    const own = OWN_PLACES.indexOf(place);
    if (VARYING.includes(own)) shared.push([]);
    else shared.at(-1)!.push(own < 0 ? CHAT_COLUMNS.indexOf(column) : OWN + own);
  }
  const chats = CHAT_COLUMNS.map((_, i) => i);
  return { shared, chats, metrics: CHAT_METRICS.map((_, i) => METRICS + i), chatId: CHAT_ID };
}
