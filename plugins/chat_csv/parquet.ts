/**
 * The tables as Parquet: all columns text, snappy, the same cells as the CSV files have. Loaded only when it is asked
 * for, and the library with it.
 *
 * @module
 */
import { ByteWriter, ParquetWriter } from "../../deps/hyparquet_writer.ts";
import type { Files } from "../../core/host.ts";
import { createHashed, type HashedFile } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";
import { CHAT_COLUMNS, MESSAGE_COLUMNS } from "./columns.ts";
import { metricCells } from "./lines.ts";
import { CHAT_METRICS, MESSAGE_METRICS } from "./measure.ts";
import { messageRow } from "./message_rows.ts";
import { PARQUET_FILES, type ParquetTables } from "./parquet_tables.ts";

/** Rows of a row group: few, for each column's cells lie in memory until it is written. */
const GROUP_ROWS = 10_000;
/** Longest text kept as a column's least and greatest value, in bytes. */
const STATISTICS_BYTES = 64;

/** Begins the files. */
export async function openParquet(files: Files, path: string): Promise<ParquetTables> {
  const columns = [CHAT_COLUMNS, MESSAGE_COLUMNS, CHAT_METRICS, MESSAGE_METRICS];
  const tables: Table[] = [];
  for (const [i, name] of PARQUET_FILES.entries()) {
    tables.push(new Table(await createHashed(files, `${path}/${name}`, path), columns[i]));
  }
  const [chats, messages, chatMetrics, messageMetrics] = tables;
  return {
    get full() {
      return tables.some(({ rows }) => rows >= GROUP_ROWS);
    },
    add(record) {
      chats.add(record.chat);
      chatMetrics.add(record.chatMetrics);
      for (const message of record.messages) {
        messages.add(messageRow(record.shared, message.own));
        messageMetrics.add(metricCells(record.chatMetrics[0], message));
      }
    },
    async flush() {
      for (const table of tables) if (table.rows >= GROUP_ROWS) await table.flush();
    },
    async commit() {
      const done: { file: FileIdentity; changed: boolean }[] = [];
      for (const table of tables) done.push(await table.commit());
      return done;
    },
    async abort() {
      for (const table of tables) await table.file.abort();
    },
  };
}

/** One table, a list of cells a column until its row group is written. */
class Table {
  rows = 0;
  #cells: string[][];
  readonly #bytes: ByteWriter;
  readonly #writer: ParquetWriter;

  constructor(readonly file: HashedFile, readonly columns: readonly string[]) {
    this.#cells = columns.map(() => []);
    this.#bytes = new ByteWriter();
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: "root", num_children: columns.length },
        ...columns.map((name) => ({
          name,
          type: "BYTE_ARRAY" as const,
          converted_type: "UTF8" as const,
          repetition_type: "REQUIRED" as const,
        })),
      ],
      statisticsTruncateLength: STATISTICS_BYTES,
    });
  }

  add(cells: readonly string[]): void {
    for (let i = 0; i < cells.length; i++) this.#cells[i].push(cells[i]);
    this.rows++;
  }

  async flush(): Promise<void> {
    if (this.rows > 0) {
      const columnData = this.columns.map((name, i) => ({ name, data: this.#cells[i] }));
      await this.#writer.write({ columnData, rowGroupSize: this.rows });
    }
    this.#cells = this.columns.map(() => []);
    this.rows = 0;
    await this.#drain();
  }

  async commit(): Promise<{ file: FileIdentity; changed: boolean }> {
    await this.flush();
    await this.#writer.finish();
    await this.#drain();
    return await this.file.commit();
  }

  /** Hands over what was encoded; the offset, by which the file finds its parts, goes on. */
  async #drain(): Promise<void> {
    const { buffer, index } = this.#bytes;
    if (index > 0) await this.file.write(new Uint8Array(buffer, 0, index));
    this.#bytes.index = 0;
  }
}
