/**
 * The contracts of sinks: stores, which converge, and file sinks, which write whole files.
 *
 * @module
 */
import type { Context } from "./context.ts";
import type { DerivedValues } from "./derived.ts";
import type { Direct } from "./direct.ts";
import type { PluginBase } from "./plugin.ts";

/** One key a record owns in a store. */
export interface Entry<V = unknown> {
  key: string;
  /** Hash of what the store would hold: two entries of one fingerprint need no write. */
  fingerprint: string;
  value: V;
  /** The part of the store it lies in; the unit's key when absent. */
  scope?: string;
  /**
   * What of the record it holds: the id of one message; null: nothing of a single message; absent: all of the record. Only
   * the derived values of that part belong to it: one edited message costs one derivation and one write.
   */
  part?: string | null;
}

/** One key a store shows. */
export interface Listed {
  scope: string;
  key: string;
  /** Absent: somebody else wrote it (not our key form, no hash of ours). `verify` reports it, nothing touches it. */
  fingerprint?: string;
  /** True: its owner changed what we wrote. Nothing overwrites it unasked, and `verify` says so. */
  edited?: boolean;
  /** True: what the store made of all it holds is not there. Of no unit, so `check` tells it; `finish` makes it again. */
  gone?: boolean;
  /** Where the store keeps them: version and export time of the unit that wrote the scope. */
  version?: number;
  exportedAt?: number;
}

/** The changes of one unit: puts first, then deletes. */
export interface Change<V = unknown> {
  /** The unit's key. */
  unit: string;
  version?: number;
  exportedAt?: number;
  puts: (Entry<V> & { scope: string })[];
  deletes: { scope: string; key: string }[];
}

/** An entry that could not be written. */
export interface EntryFailure {
  unit: string;
  scope: string;
  key: string;
  error: unknown;
}

/** A store opened for one run. */
export interface OpenStore<V = unknown> {
  /** Made when the store was created and kept in it: another value means another store, whatever its address. */
  readonly identity: string;
  /** True when this opening made the store: there is nothing to list. */
  readonly created: boolean;
  /** What lies in these scopes now, in any order. */
  list(scopes: string[]): AsyncIterable<Listed>;
  /** All there is. */
  listAll(): AsyncIterable<Listed>;
  /** The same with fingerprints computed anew from what is really stored, where that differs from what `list` remembers; used by `verify`. */
  check?(): AsyncIterable<Listed>;
  /**
   * The record in a scope as it could be handed over again, and the copy it is of; undefined where there is none. Asked
   * before a copy that is not whole is stored, so that its source can unite the two. A store without it keeps what such
   * a copy does not have entry by entry, and takes no copy that is older than what it holds.
   */
  load?(scope: string): Promise<{ record: unknown; version?: number; exportedAt?: number } | undefined>;
  /**
   * The derived values that entries hold, by the name of the derivation, in the order asked; undefined where an entry has
   * none. Asked for entries that are about to be replaced, before a derivation is paid for: the store is its first cache.
   */
  derived?(entries: { scope: string; key: string }[]): Promise<(DerivedValues | undefined)[]>;
  /**
   * Resolves when the changes are durable. Within one call no key comes twice; two calls in flight never share a scope.
   * Returns the entries that failed, each with its error (transient ones are tried again by the engine); a throw
   * means that any of the changes may or may not have been written, and all are tried again. Writing the same
   * change twice must be harmless.
   */
  write(changes: Change<V>[]): Promise<EntryFailure[] | void>;
  /** Called once after all writes of a run that changed something: rebuild what depends on all of it. Must be safe to call again. */
  finish?(): Promise<void>;
  /**
   * Called by `forget` after its deletes: nothing of what was ever deleted can be found in the store's files any more
   * (free pages, remains in an index). May take long. Must be safe to call again.
   */
  purge?(): Promise<void>;
  /** Called exactly once, also after an error. */
  close(): Promise<void>;
}

/**
 * A module that exports `entries`: it gives the entries that the store's own function gives, with values that can be
 * cloned and that `write` takes as it takes the others.
 */
export interface EntriesModule {
  /** URL of the module. */
  readonly url: string;
  /** The store's own function. Whoever gives a store other entries has not changed the module: it is then left alone. */
  readonly standsFor: (record: never) => Entry[];
}

/** A sink that can be read back by key. */
export interface Store<T, V = unknown> extends PluginBase {
  readonly kind: "store";
  /** Name in reports; two sinks of one plugin in a pipeline need one each. */
  readonly name: string;
  /** What the store would hold for a record. Pure, asked before or after `open`, and again for a record that a derivation added to. */
  entries(record: T): Entry<V>[];
  /** Where another thread finds the same; absent: entries are worked out in the thread of the run. */
  readonly entriesModule?: EntriesModule;
  /** `create: false` must make nothing, and resolves with undefined when there is no store yet (plan, verify). */
  open(context: Context, options: { create: boolean }): Promise<OpenStore<V> | undefined>;
  /** Only for the type checker. */
  readonly accepted?: (record: T) => void;
}

/** A file as a file sink left it. */
export interface FileIdentity {
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** The partition it holds, of a sink that writes partitions; absent for what belongs to all of them (a manifest). */
  partition?: string;
}

/** A file sink opened for one run. */
export interface OpenFileSink<T> {
  /** The files as they are now, those that are missing left out: compared with what the ledger remembers. */
  present(): Promise<FileIdentity[]>;
  /** Takes records in order. */
  write(records: T[]): Promise<void>;
  /**
   * Called once after the last record: puts the files in place (temporary name, fsync, rename, manifest last); leaves files
   * alone whose bytes would be the same. Returns all files there are.
   *
   * `touched`, given to sinks that have `partition` alone: only records of these partitions were handed over. They are
   * written anew, those of them that no record came for are gone, and all other partitions stay as they are.
   */
  commit(touched?: ReadonlySet<string>): Promise<{ files: FileIdentity[]; changed: boolean }>;
  /** Called instead of `commit` when the run cannot finish the file: what was there stays. */
  abort(): Promise<void>;
  /**
   * True when nobody reads what it writes any more. Once this holds of every sink of a run, reading ends; that is no
   * failure. Absent: it takes all there is.
   */
  done?(): boolean;
}

/** A sink that writes whole files; the same input gives the same bytes. */
export interface FileSink<T> extends PluginBase {
  readonly kind: "file";
  readonly name: string;
  /** True when records go to standard output: a command then writes its report to standard error. */
  readonly standardOutput?: boolean;
  open(context: Context): Promise<OpenFileSink<T>>;
  /**
   * The partition a record belongs to, for sinks that write partitions: a pure function of the record without what is
   * derived of it. Behind a source that can hand over chosen units only those partitions are then read and written
   * again that a change touches. Such sinks say in `present` and `commit` which partition a file holds, and `present`
   * also names files of theirs that no commit has told of.
   */
  partition?(record: T): string;
  /** Where it works hand in hand with others. */
  readonly direct?: Direct;
  /** Only for the type checker. */
  readonly accepted?: (record: T) => void;
}
