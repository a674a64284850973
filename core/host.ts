/**
 * What the core needs from the world: files, clock, random numbers, locks. The core has no effect of its own:
 * these are passed in, and so a test can reach (and break) every one of them.
 *
 * @module
 */

/** The world as the engine and the plugins see it. */
export interface Host {
  files: Files;
  clock: Clock;
  random: Random;
  locks: Locks;
  /** Standard output, for sinks that write to it; absent where there is none. */
  output?: Output;
  /**
   * Called right before and right after something becomes durable outside `files` (a database commit, a request).
   * Does nothing but in tests, which end the process there.
   */
  effect(name: string): void;
  /** Threads beside this one; absent: everything is done in this one, with the same result. */
  threads?: Threads;
  /**
   * Called between the parts of long work: the host may keep memory small by collecting what they left behind. Absent:
   * nobody looks.
   */
  tidy?(): void;
  /** Identity of the running program's own code (main module and its local imports), if it can be read. */
  code(): Promise<string | undefined>;
  /** Folder beside which state is kept: that of the main module, else the current one. */
  home(): string;
  /** Name of the main module without extension. */
  program(): string;
}

/** Standard output. */
export interface Output {
  /** Writes all of it; resolves with false when nobody reads it any more (`| head`), which is no error. */
  write(chunk: Uint8Array): Promise<boolean>;
}

/** Time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Random numbers. */
export interface Random {
  /** A number from 0 up to, and not including, 1. */
  next(): number;
  /** A new identifier for a run. */
  id(): string;
}

/** Locks between processes. */
export interface Locks {
  /** Takes the lock at once, or says who holds it (what the holder wrote into `owner`). Released when the process ends. */
  take(path: string, owner: string): Promise<{ release(): Promise<void> } | { heldBy: string }>;
}

/** Threads that read ahead (`core/engine/read_ahead.ts`). */
export interface Threads {
  /** Fewest bytes to be read for which a thread is worth its start. */
  readonly leastBytes: number;
  /** Starts one; undefined where none may be had: nobody is asked for leave. */
  start(needs?: ThreadNeeds): Thread | undefined;
  /** True where a thread may import this module (a URL) without anybody being asked for leave. */
  mayLoad(module: string): boolean;
}

/** What a thread is started for. */
export interface ThreadNeeds {
  /** Bounds of its heap, in megabytes: the nearer, the sooner garbage is collected. A thread that needs more ends. */
  heap?: { young: number; old: number };
  /**
   * True: it is of use also where there is one processor, and all that it loads is named by the entry of a compiled
   * program.
   */
  anywhere?: boolean;
}

/** A thread beside this one. Messages are cloned and come in the order in which they were sent. */
export interface Thread {
  /** Memory in `transfer` changes threads: it is gone here. */
  send(message: unknown, transfer?: ArrayBuffer[]): void;
  /** The next message; rejects when the thread has failed or was stopped. Not called again before it has resolved. */
  next(): Promise<unknown>;
  /** Ends it, whatever it does; may be called again. */
  stop(): void;
}

/** What is known of a path. */
export interface FileStat {
  kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  size: number;
  /** Epoch milliseconds; undefined where the file system does not say. */
  modifiedAt?: number;
}

/** A file opened for reading at any place. Reads may overlap. */
export interface RandomAccessFile {
  readonly path: string;
  readonly size: number;
  /** Fills `into` from byte `at`; resolves with the number of bytes read, less than asked only at the end of the file. */
  read(into: Uint8Array, at: number): Promise<number>;
  /** The same, at once. */
  readSync(into: Uint8Array, at: number): number;
  close(): void;
}

/** A file being written; nobody sees it under its name before `commit`. */
export interface FileWriter {
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes what was written durable and puts it in place of what was there. Its name may wait where `folders` are given:
   * the folder's path is added to them, and `Files.sync` makes the names in it durable.
   */
  commit(folders?: Set<string>): Promise<void>;
  /** Removes what was written; what was there stays. */
  abort(): Promise<void>;
}

/** Files and folders. Relative paths belong to the current folder. `undefined` means: not there. */
export interface Files {
  /** Follows links. Rejects with an error that names the path when it is there and cannot be looked at. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The same without following a last link. */
  lstat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted by code unit; empty where there is no such folder. */
  list(path: string): Promise<{ name: string; kind: FileStat["kind"] }[]>;
  /** What lies elsewhere is copied to `scratch` first, which the engine gives: plugins leave it out. */
  open(path: string, scratch?: Files["scratch"]): Promise<RandomAccessFile>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Size and hash where they are kept beside the file; undefined, or no such method: they are found by reading. */
  identity?(path: string): Promise<{ path: string; size: number; sha256: string } | undefined>;
  /** Makes the folder and its parents, mode 0700 when `secret`. */
  makeFolder(path: string, secret?: boolean): Promise<void>;
  /**
   * Opens a temporary name beside `path`; mode 0600 when `secret`. Where only whole files are taken what is written waits
   * in `scratch`, which the engine gives: plugins leave it out.
   */
  create(path: string, secret?: boolean, scratch?: Files["scratch"]): Promise<FileWriter>;
  /** `create`, `write`, `commit` in one. */
  write(path: string, data: Uint8Array | string, secret?: boolean): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Makes the names in these folders durable, each folder once; absent where names are durable anyway. */
  sync?(folders: Iterable<string>): Promise<void>;
  /** Gives a file a second name (a hard link); resolves with false where the file system has none, or has too many already. */
  link(from: string, to: string): Promise<boolean>;
  /** Removes a file or an empty folder; true when something was there. */
  remove(path: string): Promise<boolean>;
  /** Bytes that are free where `path` lies (or will lie); undefined where the system does not say, or nobody may ask it. */
  free(path: string): Promise<number | undefined>;
  /**
   * An unnamed scratch file (0600) that is gone when closed. In `folder` where that is there; plugins leave it out, and
   * the engine puts the pipeline's state folder, in which writing is allowed anyway.
   */
  scratch(folder?: string): Promise<RandomAccessFile & { append(chunk: Uint8Array): Promise<void> }>;
}
