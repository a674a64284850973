/**
 * What is known of a server: what it takes to install it, how it is started, and when it is ready.
 *
 * @module
 */

/** A program that has to be on the machine. */
export interface Tool {
  /** As it is called. */
  readonly command: string;
  /** Arguments that make it say its version. */
  readonly version: readonly string[];
  /** The oldest that will do; absent: any. */
  readonly least?: readonly number[];
  /** How people know it and where they get it. */
  readonly get: string;
}

/** Where one server lives: `<services folder>/<name>/`. */
export interface Place {
  readonly folder: string;
  /** What the installation filled; nothing else writes there. */
  readonly server: string;
  /** What the server keeps; empty whenever it starts. */
  readonly data: string;
  readonly log: string;
  readonly installLog: string;
  /** There only while what lies in `server` is whole; holds the version. */
  readonly stamp: string;
  /** There while the server runs. */
  readonly running: string;
  /** Held while something is installed, started or stopped. */
  readonly lock: string;
}

/** What an installation is given. */
export interface Installation {
  readonly place: Place;
  /** Runs a program, with its output in the installation's log; rejects, with the end of that log, when it fails. */
  run(command: readonly [string, ...string[]], options?: { cwd?: string; env?: Record<string, string> }): Promise<void>;
}

/** How one start goes. */
export interface Launch {
  /** The server's own program: a signal reaches it and no wrapper. */
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  /** Beside PATH and HOME: nothing of the environment reaches the server. */
  readonly env: Record<string, string>;
  /** What whoever uses the server has to know. */
  readonly facts: ServerFacts;
  /** True once it answers. */
  ready(): Promise<boolean>;
}

/** What whoever uses a server has to know. */
export interface ServerFacts {
  /** As the service's client takes it. */
  readonly url: string;
  readonly port: number;
  /** Further ports and names, and the keys of servers that ask for some: they guard nothing. */
  readonly [fact: string]: string | number;
}

/** One server. */
export interface Server {
  readonly name: string;
  /** Of the program and of the recipe: another one is installed anew. */
  readonly version: string;
  readonly summary: string;
  readonly needs: readonly Tool[];
  /** How many ports it takes. */
  readonly ports: number;
  /** Longest time from its start until it answers, milliseconds. */
  readonly patienceMs: number;
  install(installation: Installation): Promise<void>;
  launch(place: Place, ports: readonly number[]): Launch;
}
