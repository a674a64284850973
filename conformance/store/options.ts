/**
 * What an author says of a store, to have it checked.
 *
 * @module
 */
import type { Store } from "../../core/sink.ts";
import type { PluginModule } from "../permissions.ts";

/** A store to check. Only `make` is needed; what else is given makes more checks possible. */
export interface StoreOptions<T, V = unknown> {
  /**
   * Makes the store that belongs to a folder: called again with the same folder, it makes the same store as another
   * process would. The folder is there and empty; a store that lies elsewhere may take its name.
   */
  make(folder: string): Store<T, V>;
  /**
   * Records to write, at least two, of different units.
   * @default samples of the kind that the declaration accepts
   */
  records?: T[];
  /**
   * Another version of a record, of which at least one entry differs.
   * @default the same with its first text made longer
   */
  change?(record: T): T;
  /**
   * The key of a record's unit.
   * @default its `id`
   */
  keyOf?(record: T): string;
  /**
   * True when the store lives in the value that `make` returns and nowhere else.
   * @default false
   */
  inMemory?: boolean;
  /**
   * How many records one large write has, where the records are samples.
   * @default 2000
   */
  many?: number;
  /** Puts something into the store as a stranger would; what it returns says whether that is still there, unchanged. */
  plantForeign?(folder: string, store: Store<T, V>): Promise<() => boolean | Promise<boolean>>;
  /** Changes something behind the store's back after all records were written: `check` has to see it. */
  tamper?(folder: string, store: Store<T, V>): void | Promise<void>;
  /** Prepares the folder of an existing store so that this record cannot be written, and returns the record. */
  unwritable?(folder: string): T | Promise<T>;
  /** Called at the end for each folder, where something lies outside it. */
  remove?(folder: string): void | Promise<void>;
  /** Where the store can be imported from: it is then run with just the permissions it declares. */
  module?: PluginModule;
}
