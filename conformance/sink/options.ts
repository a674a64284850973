/**
 * What an author says of a file sink, to have it checked.
 *
 * @module
 */
import type { FileSink } from "../../core/sink.ts";
import type { PluginModule } from "../permissions.ts";

/** A file sink to check. Only `make` is needed. */
export interface SinkOptions<T> {
  /** Makes the sink that writes into a folder, which is there and empty; with the same folder, the same files. */
  make(folder: string): FileSink<T>;
  /**
   * Records to write, at least two.
   * @default samples of the kind that the declaration accepts
   */
  records?: T[];
  /**
   * True when what it writes lies in the value that `make` returns, and not in files.
   * @default false
   */
  inMemory?: boolean;
  /** Where the sink can be imported from: it is then run with just the permissions it declares. */
  module?: PluginModule;
}
