/**
 * A source of units that a program holds in memory.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { canonical, digest, fingerprint } from "../../core/fingerprint.ts";
import { type Declaration, definePlugin, type PLUGIN } from "../../core/plugin.ts";
import type { Bookmark, Claim, OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import type { Drop } from "../../core/transform.ts";
import { clone } from "../../core/clone.ts";
import { idOf } from "./id.ts";

/** One unit, as a test writes it down. Fields beside its content mean what they mean in `Unit`. */
export interface MemoryUnit<T> {
  key?: string;
  version?: number;
  /** Epoch milliseconds. */
  exportedAt?: number;
  account?: string;
  whole?: boolean;
  /** The unit's records; a function is called when the unit is parsed, and may throw. */
  records?: T[] | (() => T[] | Drop | Promise<T[] | Drop>);
  /** The unit's only record: short for `records: [value]`. */
  value?: T;
  /** Hash of its raw form. By default one of its content, for a function one of key and version. */
  fingerprint?: string;
}

/** Options of `memorySource`. */
export interface MemorySourceOptions<T> {
  /** The units, or a function that gives them; looked at whenever the source is opened. */
  units: MemoryUnit<T>[] | (() => MemoryUnit<T>[] | Promise<MemoryUnit<T>[]>);
  /**
   * `whole`: every run reads all units. `incremental`: the list is a log, and a run reads what was added to it.
   * @default "whole"
   */
  mode?: "whole" | "incremental";
  /**
   * What holds when all was read: "these were all the units of this account there are".
   * @default []
   */
  claims?: Claim[];
  /**
   * Units in a batch.
   * @default 100
   */
  batchSize?: number;
  /**
   * Puts the records of partial copies (`whole: false`) of one unit together, oldest copy first.
   * @default all records, of those with one `id` the last
   */
  unite?: (copies: T[][]) => T[];
}

/** Options with defaults filled in. */
export interface MemorySourceSettings extends MemorySourceOptions<unknown> {
  mode: "whole" | "incremental";
  claims: Claim[];
  batchSize: number;
  unite: (copies: unknown[][]) => unknown[];
}

/** The type of `memorySource`. */
export interface MemorySourceFactory {
  <T>(options: MemorySourceOptions<T>): Source<T>;
  readonly declaration: Declaration<MemorySourceSettings>;
}

const schema: z.ZodType<MemorySourceSettings, MemorySourceOptions<unknown>> = z.strictObject({
  // Taken as it is, so that a test can change the list between two runs.
  units: z.custom<MemorySourceSettings["units"]>(
    (value) => Array.isArray(value) || typeof value === "function",
    "expected a list of units, or a function that gives one",
  ).describe("The units, or a function that gives them; looked at whenever a run opens the source."),
  mode: z.enum(["whole", "incremental"]).default("whole").describe(
    "Whether each run reads all, or what was added since the last one.",
  ),
  claims: z.array(z.strictObject({ asOf: z.number(), account: z.string().optional() })).default([]).describe(
    "What is claimed to be complete, handed over at the end.",
  ),
  batchSize: z.int().positive().default(100).describe("Units in a batch."),
  unite: z.custom<MemorySourceSettings["unite"]>((value) => typeof value === "function", "expected a function")
    .default(() => uniteById).describe("Puts the records of partial copies together, oldest copy first."),
});

/**
 * A source of the units it is given. Records are copied each time a unit is parsed: what a pipeline or a test does to
 * one changes nothing here. Change the list between two runs (or give a function) to play an edit history.
 *
 * ```ts
 * import { memorySource } from "./mod.ts";
 *
 * const source = memorySource({ units: [{ key: "a", version: 1, value: { id: "a", text: "hello" } }] });
 * console.log(source.kind);
 * ```
 */
export const memorySource: MemorySourceFactory = definePlugin<
  MemorySourceOptions<unknown>,
  MemorySourceSettings,
  Omit<Source<unknown>, typeof PLUGIN>
>({
  name: "memory",
  kind: "source",
  summary: "Hands over units that the program holds in memory.",
  emits: "any",
  options: schema,
  // What comes out is the units themselves: each has its fingerprint, so a changed list is no new definition.
  roles: { units: "location", claims: "location", batchSize: "tuning" },
  permissions: () => ({}),
  example: `import { from, run } from "@threadloom/threadloom";
import { memorySink, memorySource } from "@threadloom/threadloom/memory";

const sink = memorySink<{ id: string }>();
await run(from(memorySource({ units: [{ key: "a", value: { id: "a" } }] })).to(sink));
console.log(sink.records);`,
  create: (settings) => ({ kind: "source", open: (context) => openSource(context, settings) }),
}) as MemorySourceFactory;

async function openSource({ signal }: Context, settings: MemorySourceSettings): Promise<OpenSource<unknown>> {
  const { mode, claims, batchSize } = settings;
  const given = typeof settings.units === "function" ? await settings.units() : settings.units;
  const keys = given.map((unit) => unit.key);
  const unkeyed = keys.indexOf(undefined);
  if (unkeyed >= 0 && keys.some((key) => key !== undefined)) {
    throw new TypeError(`Cannot open memory source: units[${unkeyed}] has no key, expected one as others have one`);
  }
  let open = true;
  const units = given.map((unit, index) => new HeldUnit({ ...unit }, index, () => open));

  async function* read(options: { after?: Bookmark; wanted?: (key: string) => boolean } = {}) {
    const { wanted } = options;
    for (let at = start(options.after, units.length), first = true; first || at < units.length; first = false) {
      signal.throwIfAborted();
      const end = Math.min(at + batchSize, units.length);
      const batch: UnitBatch<unknown> = {
        units: units.slice(at, end).filter(({ key }) => key === undefined || (wanted?.(key) ?? true)),
      };
      if (mode === "incremental") batch.bookmark = { next: end };
      if (end === units.length && claims.length > 0) batch.claims = claims.map((claim) => ({ ...claim }));
      at = end;
      yield await Promise.resolve(batch);
    }
  }

  return {
    mode,
    keyed: unkeyed < 0,
    unite: settings.unite,
    unique: new Set(keys).size === keys.length,
    read,
    close() {
      if (!open) return Promise.reject(new Error("Cannot close memory source: it was closed already"));
      open = false;
      return Promise.resolve();
    },
  };
}

function start(after: Bookmark | undefined, length: number): number {
  const next = after?.next ?? 0;
  if (typeof next === "number" && Number.isInteger(next) && next >= 0 && next <= length) return next;
  throw new RangeError(
    `Cannot read memory source after unit ${next}: it has ${length} units; a log only grows, nothing is taken out`,
  );
}

function uniteById(copies: unknown[][]): unknown[] {
  const records = new Map<unknown, unknown>();
  for (const record of copies.flat()) records.set(idOf(record) ?? fingerprint(record), record);
  return [...records.values()];
}

class HeldUnit implements Unit<unknown> {
  readonly #unit: MemoryUnit<unknown>;
  readonly #isOpen: () => boolean;
  readonly position: { index: number };
  #text: string | undefined;

  constructor(unit: MemoryUnit<unknown>, index: number, isOpen: () => boolean) {
    this.#unit = unit;
    this.#isOpen = isOpen;
    this.position = { index };
  }

  get key(): string | undefined {
    return this.#unit.key;
  }
  get version(): number | undefined {
    return this.#unit.version;
  }
  get exportedAt(): number | undefined {
    return this.#unit.exportedAt;
  }
  get account(): string | undefined {
    return this.#unit.account;
  }
  get whole(): boolean | undefined {
    return this.#unit.whole;
  }
  get fingerprint(): string {
    return this.#unit.fingerprint ?? digest(this.raw());
  }
  get bytes(): number {
    return this.raw().length;
  }

  raw(): string {
    const { records, key, version } = this.#unit;
    this.#text ??= typeof records === "function" ? `${key} ${version}` : canonical(this.#records());
    return this.#text;
  }

  parse(): unknown[] | Drop | Promise<unknown[] | Drop> {
    if (!this.#isOpen()) throw new Error("Cannot parse unit: its source was closed");
    const { records } = this.#unit;
    return typeof records === "function" ? records() : clone(this.#records());
  }

  #records(): unknown[] {
    const { records, value } = this.#unit;
    if (Array.isArray(records)) return records;
    return value === undefined ? [] : [value];
  }
}
