/**
 * What a run has to do, decided before anything is parsed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { digest } from "../fingerprint.ts";
import type { Claim, Unit } from "../source.ts";
import { classify, type Verdict } from "./classify.ts";
import { type Copy, type Index, indexSource, isCopy, unite, unitedFingerprint } from "./copies.ts";
import { fileIsCurrent } from "./file_stage.ts";
import { type Partitions, partitionsOf } from "./partitions.ts";
import { absolve, count, letter, positionText, type RunState } from "./state.ts";
import { describe } from "../errors.ts";

/** The units a reading is to hand on, and how. */
export interface Selection {
  claims: Claim[];
  /** Fingerprint of the whole input, for file sinks. */
  input?: string;
  totalUnits: number;
  totalBytes: number;
  wanted: Map<string, { copies: Copy[]; verdict: Verdict }>;
  /** Units that nobody wants by themselves, but perhaps for what lies beside them in a sink that writes partitions. */
  waiting: Map<string, { copies: Copy[]; verdict: Verdict }>;
}

const CHUNK = 500;

/** Indexes a whole keyed source and looks all its units up. */
export async function decide(state: RunState): Promise<Selection> {
  const index = await indexSource(state);
  await mournLosses(state, index.losses);
  const units = select(state, index);
  for (const [copy] of units) state.seen.add(copy.key);
  const selection: Selection = {
    claims: index.claims,
    totalUnits: 0,
    totalBytes: 0,
    wanted: new Map(),
    waiting: new Map(),
  };
  selection.input = inputOf(units);
  for (const sink of state.sinks) {
    if (sink.kind !== "file") continue;
    sink.wanted = sink.leaf.inline || !await fileIsCurrent(sink, selection.input);
    if (sink.wanted) sink.partitions = await partitionsOf(state, sink, state.seen);
  }
  for (let i = 0; i < units.length; i += CHUNK) {
    const chunk = units.slice(i, i + CHUNK);
    const verdicts = await classify(
      state,
      chunk.map((copies) => ({ ...copies.at(-1)!, fingerprint: unitedFingerprint(copies) })),
    );
    for (const [j, copies] of chunk.entries()) await note(state, selection, copies, verdicts[j]);
  }
  return selection;
}

/** Counts a unit that nobody wants; the others are counted when they come. */
async function note(state: RunState, selection: Selection, copies: Copy[], verdict: Verdict): Promise<void> {
  const { key } = copies[0];
  const { source, drops } = state.report;
  const alone = verdict.forgotten ? false : wantedAlone(state, key, unitedFingerprint(copies), verdict);
  if (!verdict.forgotten && verdict.wants.includes(true)) {
    if (!alone) return void selection.waiting.set(key, { copies, verdict });
    selection.wanted.set(key, { copies, verdict });
    selection.totalUnits++;
    for (const copy of copies) selection.totalBytes += copy.bytes;
    return;
  }
  if (verdict.forgotten) { for (const partitions of partitionsIn(state)) partitions.leave(key); }
  source.read++;
  if (verdict.forgotten) {
    source.dropped++;
    drops.forgotten = (drops.forgotten ?? 0) + 1;
  } else source.unchanged++;
  await absolve(state, key);
}

/** False for a unit that only sinks with partitions want, and these only if something beside it has changed. */
function wantedAlone(state: RunState, key: string, fingerprint: string, { wants }: Verdict): boolean {
  // Each is asked: what is changed leaves the place where it was in all of them.
  const asked = state.sinks.map((sink) => {
    if (!wants[sink.index]) return false;
    return sink.kind === "store" || !sink.partitions || sink.partitions.wants(key, fingerprint);
  });
  return asked.includes(true);
}

function partitionsIn(state: RunState): Partitions[] {
  return state.sinks.flatMap((sink) => sink.kind === "file" ? sink.partitions ?? [] : []);
}

/** Moves the units that are wanted for what lies beside them to those that are wanted; the others are unchanged. */
export async function chooseBeside(state: RunState, selection: Selection): Promise<void> {
  for (const partitions of partitionsIn(state)) partitions.spread();
  for (const [key, { copies, verdict }] of selection.waiting) {
    const wants = state.sinks.map((sink) => sink.kind === "file" && (sink.partitions?.holds(key) ?? false));
    if (wants.includes(true)) {
      selection.wanted.set(key, { copies, verdict: { ...verdict, wants } });
      continue;
    }
    state.report.source.read++;
    state.report.source.unchanged++;
    await absolve(state, key);
  }
  selection.waiting.clear();
}

/** The units in reading order, less those that were not asked for. */
function select(state: RunState, index: Index): Copy[][] {
  const { limit, only } = state.settings;
  let units = [...index.units.values()];
  if (only) units = units.filter((copies) => only(copies[0].key));
  if (limit !== undefined) units = units.slice(0, limit);
  return units;
}

const encoder = new TextEncoder();

function inputOf(units: Copy[][]): string {
  const hash = createHash("sha256");
  // Bytes, for the reason that `digest` gives.
  for (const copies of units) hash.update(encoder.encode(`${copies[0].key}\n${unitedFingerprint(copies)}\n`));
  return digest(hash.digest("hex"));
}

/** What could not be read at all counts as read and dead. */
export async function mournLosses(state: RunState, losses: Index["losses"]): Promise<void> {
  for (const { position, error } of losses) {
    state.incomplete = "something in it could not be read";
    state.report.source.read++;
    state.report.source.dead++;
    const unit = positionText(position);
    await letter(state, {
      unit,
      keyed: false,
      stage: "read",
      plugin: state.sourceName,
      position,
      error: describe(error),
    });
  }
  if (losses.length) count(state, "unreadable", losses.length);
}

/** Picks the units that won out of a second reading, united where they are partial. */
export class Picker {
  readonly #waiting = new Map<string, Unit<unknown>[]>();
  constructor(readonly state: RunState, readonly selection: Selection) {}

  /** True when a unit of this key is still to come. */
  wants(key: string): boolean {
    return this.selection.wanted.has(key);
  }

  /** The unit to handle, once its last copy has come. */
  pick(unit: Unit<unknown>): { unit: Unit<unknown>; fingerprint: string; verdict: Verdict } | undefined {
    const found = this.selection.wanted.get(unit.key!);
    if (!found) return undefined;
    const { copies, verdict } = found;
    const { fingerprint } = unit;
    if (!copies.some((copy) => isCopy(copy, unit))) return undefined;
    if (copies.length === 1) {
      this.selection.wanted.delete(unit.key!);
      return { unit, fingerprint, verdict };
    }
    const units = this.#waiting.get(unit.key!) ?? [];
    units.push(unit);
    this.#waiting.set(unit.key!, units);
    if (units.length < copies.length) return undefined;
    this.selection.wanted.delete(unit.key!);
    this.#waiting.delete(unit.key!);
    const order = (one: Unit<unknown>) => copies.findIndex((copy) => copy.fingerprint === one.fingerprint);
    units.sort((a, b) => order(a) - order(b));
    const uniteRecords = this.state.source.unite?.bind(this.state.source) ?? ((all: unknown[][]) => all.at(-1)!);
    return { unit: unite(units, uniteRecords), fingerprint: unitedFingerprint(copies), verdict };
  }
}
