/**
 * One Parquet file: rows come in, row groups go out.
 *
 * @module
 */
import { gzipSync, zstdCompressSync } from "node:zlib";
import { ByteWriter, ParquetWriter } from "../../deps/hyparquet_writer.ts";
import type { Files } from "../../core/host.ts";
import { createHashed, type HashedFile } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";
import { type Cell, type Column, schemaOf, valueOf } from "./columns.ts";
import type { Compression } from "./options.ts";

/** Longest text kept as a column's least and greatest value, in bytes. */
const STATISTICS_BYTES = 64;
/** Characters of texts in a row group, about: long messages make smaller groups. */
const GROUP_CHARACTERS = 32 * 1024 * 1024;

const CODECS = {
  zstd: { codec: "ZSTD", compressors: { ZSTD: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes) } },
  gzip: { codec: "GZIP", compressors: { GZIP: (bytes: Uint8Array): Uint8Array => gzipSync(bytes) } },
  snappy: { codec: "SNAPPY" },
  none: { codec: "UNCOMPRESSED" },
} as const;

/** What a finished file is. */
export interface Finished {
  file: FileIdentity;
  changed: boolean;
  rows: number;
}

/** A file being written. The same rows give the same bytes. */
export class TableFile {
  rows = 0;
  #columns: unknown[][];
  #held = 0;
  #characters = 0;
  readonly #bytes = new ByteWriter(64 * 1024);
  readonly #writer: ParquetWriter;

  private constructor(
    readonly file: HashedFile,
    readonly columns: readonly Column[],
    readonly most: number,
    compression: Compression,
  ) {
    this.#columns = columns.map(() => []);
    this.#writer = new ParquetWriter({
      ...CODECS[compression],
      writer: this.#bytes,
      schema: schemaOf(columns),
      statisticsTruncateLength: STATISTICS_BYTES,
      createdBy: "threadloom",
    });
  }

  /** Begins a file in `folder`, which is made when it is missing. */
  static async create(
    files: Files,
    folder: string,
    path: string,
    columns: readonly Column[],
    options: { rowGroupRows: number; compression: Compression },
  ): Promise<TableFile> {
    return new TableFile(
      await createHashed(files, path, folder),
      columns,
      options.rowGroupRows,
      options.compression,
    );
  }

  async add(cells: readonly Cell[]): Promise<void> {
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (typeof cell === "string") this.#characters += cell.length;
      this.#columns[i].push(valueOf(cell, this.columns[i].kind));
    }
    this.rows++;
    if (++this.#held >= this.most || this.#characters >= GROUP_CHARACTERS) await this.#flush();
  }

  /** Puts the file in place, unless the same bytes are there already. */
  async commit(): Promise<Finished> {
    await this.#flush();
    await this.#writer.finish();
    await this.#drain();
    return { ...await this.file.commit(), rows: this.rows };
  }

  async #flush(): Promise<void> {
    if (this.#held > 0) {
      const columnData = this.columns.map(({ name }, i) => ({ name, data: this.#columns[i] }));
      await this.#writer.write({ columnData, rowGroupSize: this.#held });
    }
    this.#columns = this.columns.map(() => []);
    this.#held = 0;
    this.#characters = 0;
    await this.#drain();
  }

  /** Hands over what was encoded; the offset, by which the file finds its parts, goes on. */
  async #drain(): Promise<void> {
    const { buffer, index } = this.#bytes;
    if (index > 0) await this.file.write(new Uint8Array(buffer, 0, index));
    this.#bytes.index = 0;
  }
}
