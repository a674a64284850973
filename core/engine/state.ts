/**
 * What one run holds while it runs.
 *
 * @module
 */
import type { Context } from "../context.ts";
import { describe, transience } from "../errors.ts";
import type { Host } from "../host.ts";
import type { OpenLedger, SinkState } from "../ledger.ts";
import type { RecordKind } from "../plugin.ts";
import type { DeadLetter, Report, SinkCounts } from "../report.ts";
import type { OpenFileSink, OpenStore } from "../sink.ts";
import type { FileSink, Store } from "../sink.ts";
import type { OpenSource, Position, Unit } from "../source.ts";
import type { Gate } from "./gate.ts";
import type { Partitions } from "./partitions.ts";
import type { Plan, RunOptions, SinkPlan } from "./options.ts";
import type { Fork, Leaf } from "./paths.ts";

/** Options with everything that has to be there. */
export interface Settings extends RunOptions {
  /** Read an incremental source from its beginning: what died before the bookmark is handed over again. */
  fromStart?: boolean;
  /** The source is not opened: only the stores are looked at. */
  unread?: boolean;
  name: string;
  host: Host;
  stateFolder: string;
}

/** A store while a run writes to it. */
export interface StoreRun {
  kind: "store";
  index: number;
  leaf: Leaf & { sink: Store<unknown> };
  /** Absent in a plan, when the store is not there yet. */
  opened?: OpenStore;
  /** Hash of definition and identity. */
  path: string;
  definition: string;
  counts: SinkCounts;
  gate: Gate;
  /** Deletes allowed, made and held back. */
  deletes: { most: number; made: number; held: number };
  held: string[];
  /** Units dropped whole whose entries are still there: only a mirroring run deletes them. */
  dropped: Set<string>;
  /** True when the ledger remembered nothing of it when the run began. */
  fresh: boolean;
  state: SinkState;
  wrote: boolean;
  /** Resolves once it is safe to write. */
  begun?: Promise<void>;
  /** Batches in a row of which nothing could be written. */
  failures: number;
  /** In a full run: fingerprints of what is really stored where it is not what was written, by entry. */
  unsound?: Promise<Map<string, string>>;
  plan: SinkPlan;
}

/** A file sink while a run writes to it. */
export interface FileRun {
  kind: "file";
  index: number;
  leaf: Leaf & { sink: FileSink<unknown> };
  /** Absent in a plan. */
  opened?: OpenFileSink<unknown>;
  path: string;
  definition: string;
  counts: SinkCounts;
  gate: Gate;
  state: SinkState;
  /** False when the file is as it would be written. */
  wanted: boolean;
  broken: boolean;
  /** True once it was committed or aborted. */
  ended: boolean;
  /** Units that are dead and therefore not in it. */
  missing: Set<string>;
  /** Of a sink that writes partitions, while it is written. */
  partitions?: Partitions;
  plan: SinkPlan;
}

/** A sink while a run writes to it. */
export type SinkRun = StoreRun | FileRun;

/** One unit on its way. */
export interface Work {
  unit: Unit<unknown>;
  /** Key, or position where there is none. */
  id: string;
  readonly fingerprint: string;
  /** Sinks that want it, by index. */
  wants: boolean[];
  /** Hash of the parsed records; computed only for stores. */
  content: string;
  /** Records per sink, by index. */
  out: unknown[][];
  /** Sinks, by index, for which every record was dropped. */
  droppedFor: boolean[];
  dead: boolean;
  held: boolean;
  /** A store holds a newer copy, and that is counted. */
  superseded?: boolean;
}

/** One run. */
export interface RunState {
  settings: Settings;
  mode: "run" | "plan";
  run: string;
  ledger: OpenLedger;
  source: OpenSource<unknown>;
  sourceName: string;
  /** What its units are, for people. */
  unitKind: RecordKind;
  root: Fork;
  sinks: SinkRun[];
  report: Report;
  plan: Plan;
  contextFor(plugin: string): Context;
  /** Ends everything at once. */
  signal: AbortSignal;
  /** When the event loop was last let in, epoch ms. */
  breathedAt: number;
  /** The pause that is being made now, for all batches in flight. */
  breath?: Promise<void>;
  /** Units without keys into file sinks only: nothing is looked up. */
  plain: boolean;
  /** All plugins are of one family: nobody else sees records. */
  direct: boolean;
  /** Keys handed over in this run (not for unkeyed sources). */
  seen: Set<string>;
  /** Positions that failed in this run, of what has no key. */
  seenLosses: Set<string>;
  /** Keys and positions with dead letters. */
  mourned: Set<string>;
  tombstones: Set<string>;
  /** Stores that are not the ones the ledger speaks of. */
  replaced: Set<string>;
  /** Why no unit may be deleted as gone; undefined: nothing speaks against it. */
  incomplete?: string;
  /** True when reading goes on after a bookmark: what lies before it is not handed over. */
  resumed: boolean;
  /** True once a unit died of something that may pass, such as a store that is down: no bookmark is saved beyond it. */
  unsafe: boolean;
  /** True when some of the units are left out on purpose: `limit`, `only`, `after`. */
  selection: boolean;
  /** Frees what transforms hold, at the end of the run. */
  transformClosers: (() => Promise<void>)[];
  /** Where a transform looks across units: they pass the transforms in the source's order. */
  order?: Gate;
}

/** A unit that has come in; `arrival` says which sinks want it (all, where there is nothing to look up). */
export function newWork(
  state: RunState,
  unit: Unit<unknown>,
  arrival?: { fingerprint: string; verdict?: { wants: boolean[]; superseded?: boolean } },
): Work {
  return {
    unit,
    id: unitId(unit),
    // Asked only where somebody compares: it may be a hash over the unit's bytes.
    get fingerprint() {
      return arrival?.fingerprint ?? unit.fingerprint;
    },
    wants: arrival?.verdict ? [...arrival.verdict.wants] : state.sinks.map(() => true),
    superseded: arrival?.verdict?.superseded,
    content: "",
    out: state.sinks.map(() => []),
    droppedFor: [],
    dead: false,
    held: false,
  };
}

/** Key of a unit, or its position where it has none. */
export function unitId(unit: Unit<unknown>): string {
  return unit.key ?? positionText(unit.position);
}

/** A position in one line. */
export function positionText(position: Position): string {
  const { file, entry, range, line, index } = position;
  const place = [file, entry].filter(Boolean).join("!/");
  const inside = line !== undefined ? `line ${line}` : range ? `bytes ${range[0]}-${range[1]}` : `unit ${index ?? "?"}`;
  return place ? `${place}: ${inside}` : inside;
}

/** Writes a dead letter and counts the unit as dead, once. */
export async function bury(
  state: RunState,
  work: Pick<Work, "unit" | "id" | "dead">,
  at: { stage: DeadLetter["stage"]; plugin: string; entries?: DeadLetter["entries"] },
  error: unknown,
): Promise<void> {
  if (transience(error)) state.unsafe = true;
  if (!work.dead) {
    work.dead = true;
    state.report.source.dead++;
  }
  await letter(state, {
    unit: work.id,
    keyed: work.unit.key !== undefined,
    position: work.unit.position,
    raw: at.stage === "parse" ? work.unit.raw?.().slice(0, 2000) : undefined,
    error: describe(error),
    ...at,
  });
}

/** Keeps a dead letter and tells whoever watches. */
export async function letter(
  state: RunState,
  part: Omit<DeadLetter, "pipeline" | "at" | "run">,
): Promise<void> {
  const whole: DeadLetter = {
    pipeline: state.settings.name,
    ...part,
    at: state.settings.host.clock.now(),
    run: state.run,
  };
  if (whole.raw === undefined) delete whole.raw;
  if (whole.entries === undefined) delete whole.entries;
  state.report.deadLetters++;
  state.mourned.add(part.unit);
  if (!part.keyed) state.seenLosses.add(part.unit);
  if (state.mode === "run") await state.ledger.putDeadLetters([whole]);
  state.settings.onEvent?.({ type: "dead", letter: whole });
}

/** Removes the letters of a unit that has succeeded. */
export async function absolve(state: RunState, id: string): Promise<void> {
  if (state.mode === "run" && state.mourned.delete(id)) await state.ledger.removeDeadLetters(id);
}

/** Adds to the report's metrics. */
export function count(state: RunState, name: string, n = 1): void {
  state.report.metrics[name] = (state.report.metrics[name] ?? 0) + n;
}
