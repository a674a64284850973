/**
 * What a tree of tables looks like: the same machinery writes conversations and reports.
 *
 * @module
 */
import type { Cell, Column } from "./columns.ts";

/** A table of a partition. */
export interface Table {
  /** Its file, below the partition's folder. */
  readonly file: string;
  readonly columns: readonly Column[];
}

/** A tree of partitions, each a folder with the same tables. */
export interface Shape<T> {
  /** Name of its manifest. */
  readonly name: string;
  /** First names of its folders. */
  readonly roots: readonly string[];
  /** Folder of a record, relative to the tree, with slashes. */
  partition(record: T): string;
  /** Tables of a folder; undefined for one that is none of its partitions. */
  tables(folder: string): readonly Table[] | undefined;
  /** Rows of a record, for each table of its partition. */
  rows(record: T): readonly (readonly Cell[])[][];
  /** What records of a partition are sorted by: a number, then a text. */
  order(record: T): readonly [number, string];
}
