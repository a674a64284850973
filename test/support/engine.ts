/**
 * What tests of the engine share: a host without a machine, sources that count what is parsed, stores as plain text.
 *
 * @module
 */
import assert from "node:assert/strict";
import { PLUGIN } from "../../core/plugin.ts";
import type { Host } from "../../core/host.ts";
import type { Report } from "../../core/report.ts";
import type { Source, Unit } from "../../core/source.ts";
import { denoHost } from "../../host/deno.ts";
import { memorySource, type MemorySourceOptions, type MemoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";

/** What most tests move. */
export interface Note {
  id: string;
  text: string;
}

/** A host whose time stands still but for sleeping, and whose random numbers repeat. */
export interface TestHost extends Host {
  /** All waits, in milliseconds, but those of none. */
  readonly slept: number[];
  time: number;
}

export function testHost(changes: Partial<Host> = {}): TestHost {
  let runs = 0;
  let seed = 1;
  const host: TestHost = {
    ...denoHost(),
    slept: [],
    time: Date.UTC(2024, 0, 1),
    clock: {
      now: () => host.time,
      sleep(ms, signal) {
        if (signal?.aborted) return Promise.reject(signal.reason);
        // Letting others in is no wait.
        if (ms > 0) host.slept.push(ms);
        host.time += ms;
        return Promise.resolve();
      },
    },
    random: {
      next: () => (seed = (seed * 16807) % 2147483647) / 2147483647,
      id: () => `run-${++runs}-${crypto.randomUUID().slice(0, 8)}`,
    },
    code: () => Promise.resolve("the program"),
    home: () => "/nowhere",
    program: () => "test",
    ...changes,
  };
  return host;
}

/** A unit with one record. */
export function note(key: string, text: string, more: Partial<MemoryUnit<Note>> = {}): MemoryUnit<Note> {
  return { key, value: { id: key, text }, ...more };
}

/** A unit with several records. */
export function notes(key: string, texts: { [id: string]: string }, more: Partial<MemoryUnit<Note>> = {}) {
  return { key, records: Object.entries(texts).map(([id, text]) => ({ id, text })), ...more } as MemoryUnit<Note>;
}

/** A source that says which units were parsed. */
export interface Watched<T> extends Source<T> {
  readonly parsed: string[];
}

/** Watches what the engine parses. */
export function watch<T>(inner: Source<T>): Watched<T> {
  const parsed: string[] = [];
  const watched = (unit: Unit<T>): Unit<T> => ({
    key: unit.key,
    version: unit.version,
    exportedAt: unit.exportedAt,
    account: unit.account,
    whole: unit.whole,
    fingerprint: unit.fingerprint,
    bytes: unit.bytes,
    position: unit.position,
    rank: unit.rank && (() => unit.rank!()),
    raw: unit.raw && (() => unit.raw!()),
    parse() {
      parsed.push(unit.key ?? `#${unit.position.index}`);
      return unit.parse();
    },
  });
  return {
    kind: "source",
    [PLUGIN]: inner[PLUGIN],
    parsed,
    async open(context) {
      const open = await inner.open(context);
      return {
        mode: open.mode,
        keyed: open.keyed,
        unique: open.unique,
        once: open.once,
        unite: open.unite && ((copies) => open.unite!(copies)),
        async *read(options) {
          for await (const batch of open.read(options)) yield { ...batch, units: batch.units.map(watched) };
        },
        close: () => open.close(),
      };
    },
  };
}

/** A watched source over units that a test may change between runs. */
export function watchedSource<T>(options: MemorySourceOptions<T>): Watched<T> {
  return watch(memorySource(options));
}

/** A store's entries as `scope/key: text`, sorted. */
export function contents(store: MemoryStore<Note>): string[] {
  const lines: string[] = [];
  for (const [scope, keys] of store.state) {
    for (const [key, { value }] of keys) lines.push(`${scope}/${key}: ${(value as Note).text}`);
  }
  return lines.sort();
}

/** Promise 1: every unit is counted once. */
export function assertBalanced({ source }: Pick<Report, "source">): void {
  const { read, unchanged, passed, dropped, dead } = source;
  assert.equal(
    read,
    unchanged + passed + dropped + dead,
    `read = unchanged + passed + dropped + dead in ${JSON.stringify(source)}`,
  );
}
