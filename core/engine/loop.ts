/**
 * The main loop: batches of units come in, overlap within a limit of bytes, and are handled to their end.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { digest } from "../fingerprint.ts";
import type { Bookmark, Claim, Unit, UnitBatch } from "../source.ts";
import { type Arrival, handleBatch } from "./batch.ts";
import { compareDates } from "./copies.ts";
import { decide, mournLosses, Picker, type Selection } from "./decide.ts";
import { fileIsCurrent } from "./file_stage.ts";
import { ByteBudget } from "./gate.ts";
import { count, type RunState } from "./state.ts";
import type { RunningFork } from "./transform_stage.ts";

/** How a reading ended. */
export interface Reading {
  /** False when it was stopped before its end. */
  ended: boolean;
  claims: Claim[];
  /** Fingerprint of the whole input, where a file sink needs it. */
  input?: string;
  batches: number;
}

/** Reads the source to its end and handles every batch. */
export async function readAll(state: RunState, root: RunningFork): Promise<Reading> {
  const reading: Reading = { ended: true, claims: [], batches: 0 };
  const arrivals = state.source.mode === "whole" && state.source.keyed && needsIndex(state)
    ? indexed(state, reading)
    : streamed(state, reading);
  const budget = new ByteBudget(state.settings.maxBytesInFlight ?? 64 * 2 ** 20);
  const inFlight = new Set<Promise<void>>();
  const checkpoint = new Checkpoint(state);
  const failures: unknown[] = [];
  const progress = { units: 0, bytes: 0 };
  for await (const { units, bookmark, bytes, total, again } of arrivals) {
    // Never two writes in flight for one scope: a unit that comes again waits for its first coming.
    if (again) await Promise.all(inFlight);
    await budget.take(bytes);
    if (failures.length || stopped(state)) {
      reading.ended = false;
      break;
    }
    const work = handleBatch(state, root, units, reading.batches++)
      .catch((error) => void failures.push(error))
      .finally(() => (budget.give(bytes), inFlight.delete(work)));
    inFlight.add(work);
    checkpoint.after(work, bookmark, failures);
    progress.units += units.length;
    progress.bytes += bytes;
    state.settings.onEvent?.({ type: "progress", stage: "writing", ...progress, ...total });
  }
  await Promise.all(inFlight);
  await checkpoint.done;
  if (failures.length) throw failures[0];
  if (stopped(state)) reading.ended = false;
  return reading;
}

/** A batch on its way in. */
interface Arriving {
  units: Arrival[];
  bytes: number;
  bookmark?: Bookmark;
  /** Holds a unit that an earlier batch held, too. */
  again?: boolean;
  total?: { totalUnits?: number; totalBytes?: number };
}

function stopped(state: RunState): boolean {
  state.signal.throwIfAborted();
  if (state.settings.onDead === "stop" && state.report.source.dead > 0) return true;
  return state.settings.stop?.aborted ?? false;
}

/** Sources whose keys come once need no index, unless a file sink asks what the whole input is. */
function needsIndex(state: RunState): boolean {
  return !state.source.unique || state.selection || state.sinks.some((sink) => sink.kind === "file");
}

async function* indexed(state: RunState, reading: Reading): AsyncGenerator<Arriving> {
  const selection = await decide(state);
  reading.claims = selection.claims;
  reading.input = selection.input;
  if (selection.wanted.size === 0) return;
  const total = { totalUnits: selection.totalUnits, totalBytes: selection.totalBytes };
  const picker = new Picker(state, selection);
  for await (const batch of state.source.read({ wanted: (key) => picker.wants(key) })) {
    const units = batch.units.flatMap((unit) => picker.pick(unit) ?? []);
    if (units.length) yield { units, bytes: bytesOf(units), total };
    if (selection.wanted.size === 0) return;
  }
  await missing(state, selection);
}

/** Units that the second reading did not hand over: the input changed in between. */
async function missing(state: RunState, selection: Selection): Promise<void> {
  const error = new Error("Cannot read it again: the input changed while it was read; run again");
  const losses = [...selection.wanted.keys()].map((key) => ({ position: { entry: key }, error }));
  state.report.source.read -= losses.length;
  await mournLosses(state, losses);
}

async function* streamed(state: RunState, reading: Reading): AsyncGenerator<Arriving> {
  const { settings, source } = state;
  const input = await unkeyedInput(state);
  const after = settings.after ?? (source.mode === "incremental" ? await state.ledger.bookmark() : undefined);
  let left = settings.limit ?? Infinity;
  for await (const batch of source.read(after ? { after } : undefined)) {
    await mournLosses(state, batch.losses ?? []);
    const { units, again } = admitted(state, batch, left);
    left -= units.length;
    state.report.source.read += units.length;
    reading.claims.push(...batch.claims ?? []);
    if (input) { for (const unit of units) input.add(unit.fingerprint); }
    if (units.length || batch.bookmark) yield { units, bytes: bytesOf(units), bookmark: batch.bookmark, again };
    if (left <= 0) break;
  }
  reading.input = input?.end();
}

function admitted(
  state: RunState,
  { units }: UnitBatch<unknown>,
  left: number,
): { units: Arrival[]; again: boolean } {
  const only = state.settings.only;
  let some = only ? units.filter((unit) => unit.key !== undefined && only(unit.key)) : units;
  if (some.length > left) some = some.slice(0, left);
  if (!state.source.keyed) return { units: some.map(arrival), again: false };
  const newest = new Map<string, Unit<unknown>>();
  let again = false;
  for (const unit of some) {
    const key = unit.key ?? "";
    const known = newest.get(key);
    if (known) count(state, "merged");
    if (!known || compareDates(known, unit) <= 0) newest.set(key, unit);
    if (!known) again ||= state.seen.has(key);
  }
  for (const key of newest.keys()) state.seen.add(key);
  return { units: [...newest.values()].map(arrival), again };
}

function arrival(unit: Unit<unknown>): Arrival {
  return {
    unit,
    // Computed only where somebody asks: it may be a hash over the unit's bytes.
    get fingerprint() {
      return unit.fingerprint;
    },
  };
}

/** Fingerprint of an input without keys; taken only where a file sink can be left alone because of it. */
async function unkeyedInput(state: RunState): Promise<{ add(part: string): void; end(): string } | undefined> {
  const files = state.sinks.filter((sink) => sink.kind === "file");
  if (files.length === 0 || state.source.mode === "incremental" || files.every((sink) => sink.leaf.inline)) return;
  const make = () => {
    const hash = createHash("sha256");
    return { add: (part: string) => void hash.update(part), end: () => digest(hash.digest("hex")) };
  };
  if (!state.source.once && !state.selection && files.some((sink) => sink.state.input !== undefined)) {
    const before = make();
    for await (const batch of state.source.read()) for (const unit of batch.units) before.add(unit.fingerprint);
    const input = before.end();
    for (const sink of files) sink.wanted = sink.leaf.inline || !await fileIsCurrent(sink, input);
  }
  return make();
}

function bytesOf(units: Arrival[]): number {
  let bytes = 0;
  for (const { unit } of units) bytes += unit.bytes;
  return bytes;
}

/** Saves bookmarks in order, each once everything before it is safe. */
class Checkpoint {
  done: Promise<unknown> = Promise.resolve();
  constructor(readonly state: RunState) {}

  after(work: Promise<void>, bookmark: Bookmark | undefined, failures: unknown[]): void {
    this.done = Promise.all([this.done, work]).then(async () => {
      const held = this.state.sinks.some((sink) => sink.kind === "store" && sink.held.length > 0);
      if (!bookmark || failures.length || held || this.state.mode === "plan" || this.state.selection) return;
      await this.state.ledger.setBookmark(bookmark);
    });
  }
}
