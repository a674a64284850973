/**
 * What an author says of a source, to have it checked.
 *
 * @module
 */
import type { Source } from "../../core/source.ts";
import type { PluginModule } from "../permissions.ts";

/** Writes an input into a folder, over the one that is there. */
export type WriteInput = (folder: string) => void | Promise<void>;

/** A source to check. `make` and an input are needed; what else is given makes more checks possible. */
export interface SourceOptions<T> {
  /** Makes the source of the input in a folder; the input is written afterwards. */
  make(folder: string): Source<T>;
  /**
   * The input: several units, if possible of several batches.
   * @default none: `make` knows where to read
   */
  input?: WriteInput;
  /**
   * All records of the input in order, `origin` apart.
   * @default not compared
   */
  records?: T[];
  /** An input without units. */
  empty?: WriteInput;
  /** The input when the content of one unit has changed and another has not. */
  changed?: WriteInput;
  /** The input when one unit, or one place in it, cannot be read and others can. */
  bad?: WriteInput;
  /** The input when its end is missing. */
  cut?: WriteInput;
  /** Where the source can be imported from: it is then run with just the permissions it declares. */
  module?: PluginModule;
}
