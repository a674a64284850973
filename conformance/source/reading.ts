/**
 * Opening sources and reading them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Context } from "../../core/context.ts";
import { fingerprintNow } from "../../core/fingerprint.ts";
import type { OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import { isDrop } from "../../core/transform.ts";
import type { Bench } from "../bench.ts";
import { over } from "../over.ts";
import type { SourceOptions, WriteInput } from "./options.ts";

/** A source with its input. */
export interface Prepared<T> {
  folder: string;
  source: Source<T>;
  /** Opens it; it is closed at the end of the check at the latest. */
  open(context?: Context): Promise<OpenSource<T>>;
}

/** Makes the source, then its input: `input`, or a variant of it written over. */
export async function prepare<T>(
  options: SourceOptions<T>,
  bench: Bench,
  variant?: WriteInput,
): Promise<Prepared<T>> {
  const folder = await bench.folder();
  const source = options.make(folder);
  await options.input?.(folder);
  await variant?.(folder);
  return { folder, source, open: (context = bench.context()) => opened(source, context, bench) };
}

async function opened<T>(source: Source<T>, context: Context, bench: Bench): Promise<OpenSource<T>> {
  const made = await source.open(context);
  let closed = false;
  // What the check closes itself is not closed a second time.
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await made.close();
  };
  bench.defer(close);
  return over(made, { close });
}

/** All batches of one reading. */
export async function batchesOf<T>(
  source: OpenSource<T>,
  options?: Parameters<OpenSource<T>["read"]>[0],
): Promise<UnitBatch<T>[]> {
  const batches: UnitBatch<T>[] = [];
  for await (const batch of source.read(options)) batches.push(batch);
  return batches;
}

/** All units of one reading. */
export async function unitsOf<T>(
  source: OpenSource<T>,
  options?: Parameters<OpenSource<T>["read"]>[0],
): Promise<Unit<T>[]> {
  return (await batchesOf(source, options)).flatMap(({ units }) => units);
}

/** What is known of a unit before it is parsed. */
export function markOf({ key, version, exportedAt, account, fingerprint, position }: Unit<unknown>): string {
  return JSON.stringify([key?.toWellFormed(), version, exportedAt, account, fingerprint, position]);
}

/** What a unit holds, `origin` apart: the fingerprints of its records, the reason it was dropped, or why it cannot be parsed. */
export async function contentOf(unit: Unit<unknown>): Promise<string> {
  try {
    const parsed = await unit.parse();
    if (isDrop(parsed)) return `dropped: ${parsed.drop}`;
    assert.ok(Array.isArray(parsed), "parse() gives neither a list of records nor a drop");
    return parsed.map(fingerprintNow).join(" ");
  } catch (error) {
    return `dead: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The contents of all units, in order. */
export async function contentsOf(units: Unit<unknown>[]): Promise<string[]> {
  const contents: string[] = [];
  for (const unit of units) contents.push(await contentOf(unit));
  return contents;
}

/** The source, counting how often a unit is parsed. */
export function counting<T>(source: Source<T>): { source: Source<T>; parsed: () => number } {
  let parsed = 0;
  const watch = (unit: Unit<T>): Unit<T> => over(unit, { parse: () => (parsed++, unit.parse()) });
  const open: Source<T>["open"] = async (context) => {
    const inner = await source.open(context);
    async function* read(options?: Parameters<OpenSource<T>["read"]>[0]): AsyncGenerator<UnitBatch<T>> {
      for await (const batch of inner.read(options)) yield { ...batch, units: batch.units.map(watch) };
    }
    return over(inner, { read });
  };
  return { source: over(source, { open }), parsed: () => parsed };
}
