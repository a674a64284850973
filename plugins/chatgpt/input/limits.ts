/**
 * How much an input may ask of the machine, and the account kept of it.
 *
 * @module
 */
import { InputError } from "./input_error.ts";

/** What one input (a given file or folder, with all archives inside it) may ask of the machine. */
export interface InputLimits {
  /** Members of all its archives and folders. @default 100000 */
  maxEntries: number;
  /** Inflated bytes of one member. @default 8 GiB */
  maxEntryBytes: number;
  /** Inflated bytes of all members together, each counted once however often it is read. @default 64 GiB */
  maxTotalBytes: number;
  /** Inflated bytes for each compressed one. Deflate itself reaches 1,032. @default 200 */
  maxRatio: number;
  /** Inflated bytes of a member from which `maxRatio` holds: less costs a moment, whatever it was packed to. @default 128 MiB */
  ratioFromBytes: number;
  /** Bytes of a member's name. @default 1024 */
  maxNameBytes: number;
  /** Archives inside archives, the outermost not counted. @default 3 */
  maxDepth: number;
  /** Archives opened in one input. @default 1000 */
  maxArchives: number;
}

/** Wide enough for every export known of (6 GB, 10,488 files), narrow enough that no archive fills a disk. */
export const DEFAULT_LIMITS: InputLimits = {
  maxEntries: 100_000,
  maxEntryBytes: 8 * 2 ** 30,
  maxTotalBytes: 64 * 2 ** 30,
  maxRatio: 200,
  ratioFromBytes: 128 * 2 ** 20,
  maxNameBytes: 1_024,
  maxDepth: 3,
  maxArchives: 1_000,
};

/** What one input has used of its limits. */
export class Budget {
  readonly limits: InputLimits;
  #entries = 0;
  #bytes = 0;
  #archives = 0;

  constructor(limits: InputLimits) {
    this.limits = limits;
  }

  /** How many entries may still be taken. */
  get entriesLeft(): number {
    return this.limits.maxEntries - this.#entries;
  }

  /** Counts entries; what goes beyond the limit is for the caller to leave out and to report. */
  takeEntries(n: number): void {
    this.#entries += n;
  }

  /** @throws {InputError} when one archive more is one too many */
  takeArchive(name: string): void {
    if (++this.#archives > this.limits.maxArchives) {
      throw new InputError(
        "limit",
        `Cannot open ${name}: the input holds more than ${this.limits.maxArchives} archives, raise maxArchives if that is right`,
      );
    }
  }

  /** @throws {InputError} when all members together inflate to too much */
  takeBytes(n: number, name: string): void {
    this.#bytes += n;
    if (this.#bytes > this.limits.maxTotalBytes) {
      throw new InputError(
        "limit",
        `Cannot inflate ${name}: the input holds more than ${this.limits.maxTotalBytes} bytes, raise maxTotalBytes if that is right`,
      );
    }
  }
}
