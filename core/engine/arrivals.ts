/**
 * How units come in: by an index of the whole source, or as they are read.
 *
 * @module
 */
import { CannotRunError, describe, PipelineError } from "../errors.ts";
import type { Bookmark, Unit, UnitBatch } from "../source.ts";
import type { Arrival } from "./batch.ts";
import { type Ahead, readAhead } from "./ahead.ts";
import { breathe } from "./breath.ts";
import { compareDates, unite } from "./copies.ts";
import { chooseBeside, decide, mournLosses, Picker, type Selection } from "./decide.ts";
import { fileIsCurrent } from "./file_stage.ts";
import { type InputHash, inputHash } from "./input_hash.ts";
import type { Reading } from "./loop.ts";
import { count, type RunState } from "./state.ts";

/** A batch on its way in. */
export interface Arriving {
  units: Arrival[];
  bytes: number;
  bookmark?: Bookmark;
  /** Holds a unit that an earlier batch held, too. */
  again?: boolean;
  total?: { totalUnits?: number; totalBytes?: number };
  /** Called when all its units have been handled. */
  done?(): void;
}

/** The units of a reading that anybody wants, batch by batch; `reading` learns what the source says at its end. */
export function arrivalsOf(state: RunState, reading: Reading): AsyncGenerator<Arriving> {
  const { mode, keyed, once } = state.source;
  return mode === "whole" && keyed && !once && needsIndex(state) ? indexed(state, reading) : streamed(state, reading);
}

/** Sources whose keys come once need no index, unless a file sink asks what the whole input is. */
function needsIndex(state: RunState): boolean {
  return !state.source.unique || state.selection || state.sinks.some((sink) => sink.kind === "file");
}

/** Reads the source; what it throws names it. */
export async function* readSource(
  state: RunState,
  options: { after?: Bookmark; wanted?: (key: string) => boolean },
): AsyncGenerator<UnitBatch<unknown>> {
  try {
    for await (const batch of state.source.read(options)) {
      await breathe(state);
      yield batch;
    }
  } catch (error) {
    state.signal.throwIfAborted();
    if (error instanceof CannotRunError) throw error;
    const message = `Cannot read "${state.sourceName}" to its end: ${describe(error)}`;
    throw new PipelineError(message, { plugin: state.sourceName, stage: "read", cause: error });
  }
}

async function* indexed(state: RunState, reading: Reading): AsyncGenerator<Arriving> {
  const ahead = readAhead(state);
  try {
    await ahead?.share();
    const selection = await decide(state);
    reading.claims = selection.claims;
    reading.input = selection.input;
    if (selection.wanted.size > 0) yield* watched(selection, wanted(state, selection, ahead));
    if (selection.waiting.size === 0) return;
    // Now that what has changed is where it belongs, the sinks know what lies beside it.
    await chooseBeside(state, selection);
    if (selection.wanted.size > 0) yield* wanted(state, selection, undefined);
  } finally {
    ahead?.stop();
  }
}

/** The same batches; where units wait it ends only when all of them have been handled. */
async function* watched({ waiting }: Selection, batches: AsyncGenerator<Arriving>): AsyncGenerator<Arriving> {
  if (waiting.size === 0) return yield* batches;
  const handled: Promise<void>[] = [];
  for await (const batch of batches) {
    const { promise, resolve } = Promise.withResolvers<void>();
    handled.push(promise);
    yield { ...batch, done: () => (batch.done?.(), resolve()) };
  }
  await Promise.all(handled);
}

/** The units that are wanted: read ahead as far as that goes, the others here. */
async function* wanted(state: RunState, selection: Selection, ahead: Ahead | undefined): AsyncGenerator<Arriving> {
  const total = { totalUnits: selection.totalUnits, totalBytes: selection.totalBytes };
  const picker = new Picker(state, selection);
  const pick = (units: Unit<unknown>[]) => units.flatMap((unit) => picker.pick(unit) ?? []);
  for await (const { units: read, done } of ahead?.units(selection) ?? []) {
    const units = pick(read);
    if (units.length) yield { units, bytes: bytesOf(units), total, done };
    else done();
  }
  if (selection.wanted.size === 0) return;
  const { after } = state.settings;
  for await (const batch of readSource(state, { after, wanted: (key) => picker.wants(key) })) {
    const units = pick(batch.units);
    if (units.length) yield { units, bytes: bytesOf(units), total };
    if (selection.wanted.size === 0) return;
  }
  await missing(state, selection);
}

/** Units that the second reading did not hand over: the input changed in between. */
async function missing(state: RunState, selection: Selection): Promise<void> {
  const error = new Error("Cannot read it again: the input changed while it was read; run again");
  await mournLosses(state, [...selection.wanted.keys()].map((key) => ({ position: { entry: key }, error })));
}

async function* streamed(state: RunState, reading: Reading): AsyncGenerator<Arriving> {
  const { settings, source } = state;
  const input = await unkeyedInput(state, reading);
  if (input === "current") return;
  const after = settings.after ?? (resumes(state) ? await state.ledger.bookmark() : undefined);
  state.resumed = after !== undefined;
  const wanted = source.keyed ? settings.only : undefined;
  let left = settings.limit ?? Infinity;
  for await (const batch of readSource(state, { ...after && { after }, ...wanted && { wanted } })) {
    await mournLosses(state, batch.losses ?? []);
    const { units, again } = admitted(state, batch, left);
    left -= units.length;
    reading.claims.push(...batch.claims ?? []);
    if (input) { for (const unit of units) input.add(unit.fingerprint); }
    if (units.length || batch.bookmark) yield { units, bytes: bytesOf(units), bookmark: batch.bookmark, again };
    if (left <= 0) break;
  }
  reading.input = input?.end();
}

/**
 * Whether a reading goes on where the last one ended. What lies before the bookmark is known to the stores of which it
 * was saved, and to no other: one that is new, was replaced, or is reached by another path needs everything.
 */
function resumes({ source, settings, sinks }: RunState): boolean {
  // Units that were asked for by name lie anywhere.
  if (source.mode !== "incremental" || settings.only || settings.fromStart || settings.full) return false;
  return sinks.every((sink) => sink.kind === "store" && sink.state.followed === sink.path);
}

/** The units of a batch that were asked for, copies of one merged. */
function admitted(
  state: RunState,
  { units }: UnitBatch<unknown>,
  left: number,
): { units: Arrival[]; again: boolean } {
  const only = state.settings.only;
  let some = only ? units.filter((unit) => unit.key !== undefined && only(unit.key)) : units;
  if (!state.source.keyed) {
    if (some.length > left) some = some.slice(0, left);
    return { units: some.map(arrival), again: false };
  }
  const copies = new Map<string, Unit<unknown>[]>();
  let again = false;
  for (const unit of some) {
    if (unit.key === undefined) {
      throw new CannotRunError(
        `Cannot read "${state.sourceName}": a unit has no key although its source says they have`,
      );
    }
    const known = copies.get(unit.key);
    if (known) count(state, "merged");
    else if (copies.size >= left) continue;
    else again ||= state.seen.has(unit.key);
    copies.set(unit.key, merged(known ?? [], unit));
  }
  for (const key of copies.keys()) state.seen.add(key);
  const uniteRecords = state.source.unite?.bind(state.source) ?? ((all: unknown[][]) => all.at(-1)!);
  const one = (units: Unit<unknown>[]) => arrival(units.length === 1 ? units[0] : unite(units, uniteRecords));
  return { units: [...copies.values()].map(one), again };
}

/** Of copies that come one after the other the newest whole one, and partial ones that are newer. */
function merged(known: Unit<unknown>[], unit: Unit<unknown>): Unit<unknown>[] {
  const copies = [...known, unit].sort(compareDates);
  return copies.slice(Math.max(0, copies.findLastIndex((copy) => copy.whole !== false)));
}

/** Its fingerprint is computed only where somebody asks: it may be a hash over the unit's bytes. */
class Arrived implements Arrival {
  constructor(readonly unit: Unit<unknown>) {}

  get fingerprint(): string {
    return this.unit.fingerprint;
  }
}

function arrival(unit: Unit<unknown>): Arrival {
  return new Arrived(unit);
}

/**
 * Fingerprint of an input without keys; taken only where a file sink can be left alone because of it. `current`: no
 * file has to be written, and what was read for that is counted.
 */
async function unkeyedInput(
  state: RunState,
  reading: Reading,
): Promise<InputHash | "current" | undefined> {
  const files = state.sinks.filter((sink) => sink.kind === "file");
  if (files.length === 0 || state.source.mode === "incremental" || files.every((sink) => sink.leaf.inline)) return;
  const { once, keyed } = state.source;
  if (!once && !keyed && !state.selection && files.some((sink) => sink.state.input !== undefined)) {
    const before = inputHash();
    let units = 0;
    for await (const batch of readSource(state, {})) {
      state.signal.throwIfAborted();
      units += batch.units.length;
      for (const unit of batch.units) before.add(unit.fingerprint);
      if (state.settings.stop?.aborted) return "current";
    }
    const input = before.end();
    for (const sink of files) sink.wanted = sink.leaf.inline || !await fileIsCurrent(sink, input);
    if (files.length === state.sinks.length && files.every((sink) => !sink.wanted)) {
      state.report.source.read += units;
      state.report.source.unchanged += units;
      reading.input = input;
      return "current";
    }
  }
  return inputHash();
}

function bytesOf(units: Arrival[]): number {
  let bytes = 0;
  for (const { unit } of units) bytes += unit.bytes;
  return bytes;
}
