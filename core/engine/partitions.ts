/**
 * A file sink that writes partitions: which of them a change touches, and which units lie in them.
 *
 * The ledger remembers of each unit in which partitions its records lie. A run reads what has changed, learns where it
 * lies now, and then reads the units that lie in the same partitions beside it (`arrivals.ts`).
 *
 * @module
 */
import type { Committed } from "../ledger.ts";
import type { FileIdentity } from "../sink.ts";
import type { FileRun, RunState, Work } from "./state.ts";

/** Units that the ledger is told of at once. */
const CHUNK = 500;

/** Where a unit's records lie. */
interface Where {
  fingerprint: string;
  partitions: string[];
}

/** What is known of the partitions of one sink in one run. */
export class Partitions {
  /** Those that are to be written anew; undefined: all. */
  readonly touched: Set<string> | undefined;
  readonly #before: Map<string, Where>;
  readonly #now = new Map<string, Where>();

  constructor(readonly sink: FileRun, before: Map<string, Where>, touched: Set<string> | undefined) {
    this.#before = before;
    this.touched = touched;
  }

  /** True for a unit that has to be read whatever lies beside it; what it leaves behind is touched. */
  wants(key: string, fingerprint: string): boolean {
    const before = this.#before.get(key);
    if (!this.touched || !before || before.fingerprint !== fingerprint) {
      this.leave(key);
      return true;
    }
    return before.partitions.some((one) => this.touched!.has(one));
  }

  /** A unit is no longer where it was. */
  leave(key: string): void {
    for (const partition of this.#before.get(key)?.partitions ?? []) this.touched?.add(partition);
  }

  /** True for an unchanged unit in a partition that is written anew. Asked when `spread` has found all of them. */
  holds(key: string): boolean {
    const { partitions } = this.#before.get(key) ?? { partitions: [] };
    return partitions.some((one) => this.touched?.has(one) ?? true);
  }

  /** A unit in several partitions takes all of them along: each is written by all that lies in it. */
  spread(): void {
    const { touched } = this;
    if (!touched) return;
    const many = [...this.#before.values()].filter(({ partitions }) => partitions.length > 1);
    for (let before = -1; before !== touched.size;) {
      before = touched.size;
      for (const { partitions } of many) {
        if (partitions.some((one) => touched.has(one))) { for (const one of partitions) touched.add(one); }
      }
    }
  }

  /** Notes where a unit's records lie; a throw is that of the sink's own function. */
  add({ id, fingerprint }: Work, records: readonly unknown[]): void {
    const partitions = new Set(records.map((record) => this.sink.leaf.sink.partition!(record)));
    for (const partition of partitions) this.touched?.add(partition);
    this.#now.set(id, { fingerprint, partitions: [...partitions] });
  }

  /** Remembers it, once the files are in place: before the sink's own state, which says that all of it holds. */
  async save({ ledger, seen }: RunState): Promise<void> {
    const { name } = this.sink.leaf;
    const gone: string[] = [];
    for await (const { unit } of ledger.units(name)) {
      if (!this.#now.has(unit) && (!this.touched || !seen.has(unit))) gone.push(unit);
    }
    const rows = [...this.#now].map(([unit, where]) => this.#row(unit, where));
    for (let i = 0; i < rows.length; i += CHUNK) await ledger.commit(name, rows.slice(i, i + CHUNK));
    for (let i = 0; i < gone.length; i += CHUNK) await ledger.forget(name, gone.slice(i, i + CHUNK));
  }

  #row(unit: string, { fingerprint, partitions }: Where): Committed {
    const entries = partitions.map((one): Committed["entries"][number] => [unit, one, fingerprint.slice(0, 16)]);
    return { unit, path: this.sink.path, fingerprint, content: "", outcome: "passed", entries };
  }
}

/**
 * The partitions of a sink that is to be written; undefined for one that has none. All are touched where nothing, or
 * nothing that still holds, is remembered of it.
 *
 * @param keys units that the source has
 */
export async function partitionsOf(
  state: RunState,
  sink: FileRun,
  keys: ReadonlySet<string>,
): Promise<Partitions | undefined> {
  if (!sink.leaf.sink.partition || sink.leaf.across || !sink.opened) return undefined;
  const all = new Partitions(sink, new Map(), undefined);
  const { path, input, files } = sink.state;
  if (state.settings.full || state.selection || sink.leaf.inline) return all;
  if (path !== sink.path || input === undefined || !files) return all;
  const touched = disturbed(files, await sink.opened.present());
  if (!touched) return all;
  const before = new Map<string, Where>();
  for await (const { unit, path, fingerprint, entries } of state.ledger.units(sink.leaf.name)) {
    if (path === sink.path) before.set(unit, { fingerprint, partitions: entries.map(([, partition]) => partition) });
  }
  const partitions = new Partitions(sink, before, touched);
  for (const key of before.keys()) if (!keys.has(key)) partitions.leave(key);
  return partitions;
}

/** Partitions whose files are not as they were left; undefined when that is so of a file that belongs to all of them. */
function disturbed(left: readonly FileIdentity[], present: readonly FileIdentity[]): Set<string> | undefined {
  const touched = new Set<string>();
  const known = new Map(left.map((file) => [file.path, file]));
  for (const { path, size, sha256, partition } of present) {
    const before = known.get(path);
    known.delete(path);
    if (before?.size === size && before.sha256 === sha256) continue;
    if (partition === undefined) return undefined;
    touched.add(partition);
  }
  for (const { partition } of known.values()) {
    if (partition === undefined) return undefined;
    touched.add(partition);
  }
  return touched;
}
