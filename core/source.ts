/**
 * The contract of sources.
 *
 * @module
 */
import type { Context } from "./context.ts";
import type { Direct } from "./direct.ts";
import type { PluginBase } from "./plugin.ts";
import type { Drop } from "./transform.ts";

/** A position in a source from which reading can go on; opaque to the engine, JSON. */
export type Bookmark = { [key: string]: unknown };

/** Where a unit stands, for people: it goes into dead letters and error messages. */
export interface Position {
  file?: string;
  /** Path inside an archive; nested archives joined by `!/`. */
  entry?: string;
  /** First byte and the byte after the last, in the (inflated) entry. */
  range?: [start: number, end: number];
  /** Running number, from 0, in its file or entry. */
  index?: number;
  line?: number;
}

/**
 * What a source hands over and the engine counts, skips and retries: one conversation, one table row.
 */
export interface Unit<T> {
  /**
   * Identity of the unit over all runs. Absent for sources whose units have none (lines): such units are counted and
   * die by position, and stores refuse them.
   */
  readonly key?: string;
  /** Orders copies of one unit: an update time. Absent counts as older than any. */
  readonly version?: number;
  /** When the export that holds this copy was made (epoch ms): decides between copies of one version. */
  readonly exportedAt?: number;
  /** Whose unit it is, where a source serves several accounts; absent: the account is unknown. */
  readonly account?: string;
  /** False when this copy may lack records that other copies hold: it then deletes nothing in its scope. Default true. */
  readonly whole?: boolean;
  /** Cheap hash of the raw bytes, known before parsing. May be computed when first asked for. */
  readonly fingerprint: string;
  /** Size in bytes while in flight, about. */
  readonly bytes: number;
  readonly position: Position;
  /**
   * The unit's records. Called at most once per attempt, and only when something needs the content; may be called
   * after later units were handed over, as long as the source is open. A throw makes the unit dead. `[]`: the unit
   * yields nothing. A drop: it is none of the source's business (a folder among conversations), with the reason.
   */
  parse(): T[] | Drop | Promise<T[] | Drop>;
  /**
   * Called only when two copies have the same `version` and `exportedAt` and different fingerprints: numbers that
   * order them (more is better, first differing number decides).
   */
  rank?(): number[] | Promise<number[]>;
  /** The raw text, for a dead letter; capped by the engine. */
  raw?(): string;
}

/** "These were all the units of this account there are." */
export interface Claim {
  /** The time of which this was true, epoch ms. */
  asOf: number;
  /** Absent: speaks for units whose account is unknown. */
  account?: string;
}

/** Something that could not be read and whose key could not be learned. */
export interface Loss {
  position: Position;
  error: unknown;
}

/** What travels: some units, and what holds after them. */
export interface UnitBatch<T> {
  units: Unit<T>[];
  /** Where reading can go on once these units and all before them are safe. */
  bookmark?: Bookmark;
  /** Only in the last batch, only when nothing was cut short. */
  claims?: Claim[];
  losses?: Loss[];
}

/** A source opened for one run. */
export interface OpenSource<T> {
  /** `whole`: every run can read everything, and `read` may be called again. `incremental`: it reads what changed since the bookmark. */
  readonly mode: "whole" | "incremental";
  /** True when units have keys. */
  readonly keyed: boolean;
  /** True promises that no key comes twice in one reading; else the engine reads twice and merges the copies. */
  readonly unique?: boolean;
  /** True when `read` can be called only once, as with an iterator. */
  readonly once?: boolean;
  /** How many bytes a whole reading takes, about, where that is known before. */
  readonly bytes?: number;
  /**
   * Reads all units, in the same order with the same content each time it is called. The engine asks for the next
   * batch only when there is room for it; it may stop early, which must free what the reading holds.
   * A throw ends the run as failed: a single bad unit is no reason to throw (its `parse` throws), unknown keys go to `losses`.
   *
   * `wanted`, where given, may be asked per key before bytes are fetched: units for which it says false may be left out.
   */
  read(options?: { after?: Bookmark; wanted?: (key: string) => boolean }): AsyncIterable<UnitBatch<T>>;
  /**
   * Cuts a whole reading into at most `count` pieces that workers can read side by side; the same input gives the same
   * pieces. `select` says of each copy whether it is to be read (it is asked after a reading has ended). Whoever wraps
   * `read` and hands over other units leaves this out.
   */
  shards?(count: number, select: (unit: Unit<T>) => boolean): Promise<Shard[]>;
  /**
   * Called at most once, before the first `read`, where other threads have nothing to do yet: the source may let them do
   * a part of that reading. It gives the same, whatever they do.
   */
  share?(helpers: Helper[]): Promise<void>;
  /**
   * Puts the records of several copies of one unit together, oldest copy first; called only for units of which a
   * copy says `whole: false`. Sources without it hand over whole copies only.
   */
  unite?(copies: T[][]): T[];
  /** Called exactly once, also after an error. */
  close(): Promise<void>;
}

/**
 * A piece of a reading, in a form that reaches a worker: `module` exports `openShard`, which is given `part` (anything
 * that can be cloned) and reads the piece.
 */
export interface Shard {
  /** URL of the module. */
  module: string;
  part: unknown;
  /** How many bytes it reads, about; absent where that is not known. */
  bytes?: number;
}

/** What a shard's module exports. */
export interface ShardModule<T> {
  /** Reads a piece. Units of a batch are parsed before the next is asked for: their bytes may lie in a buffer used again. */
  openShard(part: unknown, context: Context): AsyncIterable<UnitBatch<T>>;
  /**
   * What a source gives to `Helper.help`: does a part of its first reading, and resolves to what can be cloned. Memory
   * listed in a field `transfer` of it changes threads and is not cloned.
   */
  help?(part: unknown, context: Context): Promise<unknown>;
}

/** Another thread that can do a part of a source's first reading. */
export interface Helper {
  /** Calls `help` of the shard's module in that thread. Rejects when it throws, when the thread fails, or on abort. */
  help(shard: Shard): Promise<unknown>;
}

/** Where records come from. Made by a plugin's factory; nothing is touched before `open`. */
export interface Source<T> extends PluginBase {
  readonly kind: "source";
  /** Called once per run (twice at `apply`: once to plan). A throw ends the run: it could not run. */
  open(context: Context): Promise<OpenSource<T>>;
  /** Where it works hand in hand with others. */
  readonly direct?: Direct;
  /** Only for the type checker. */
  readonly record?: T;
}

/** What a source's `detect` says of an input. */
export interface Detection {
  /** 0 (no) to 1 (certain). */
  confidence: number;
  /** One sentence on what it is. */
  sentence: string;
}

/** A look at an input before anybody has decided what it is. */
export interface Glimpse {
  /** The path as given. */
  path: string;
  kind: "file" | "folder";
  /** Paths inside a zip or folder (not of nested archives); empty for a plain file. */
  entries: string[];
  /** The first bytes of a plain file, or of the entry asked for. */
  firstBytes: Uint8Array;
}
