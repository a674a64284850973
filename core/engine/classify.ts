/**
 * Which sinks want a unit: what the ledger has committed at this fingerprint is unchanged and never parsed.
 *
 * @module
 */
import { digest } from "../fingerprint.ts";
import type { Committed } from "../ledger.ts";
import type { Unit } from "../source.ts";
import { compareDates } from "./copies.ts";
import { joins } from "./join_stored.ts";
import type { RunState, StoreRun } from "./state.ts";
import { count } from "./state.ts";

/** The part of a unit that decides. */
export type Face = Pick<Unit<unknown>, "key" | "version" | "exportedAt" | "account" | "whole"> & {
  fingerprint: string;
};

/** What becomes of a unit before it is parsed. */
export interface Verdict {
  /** By sink index. */
  wants: boolean[];
  /** A name among the forgotten. */
  forgotten: boolean;
  /** A store holds a newer copy: counted, once for all stores. */
  superseded?: boolean;
}

/** Looks units up in the ledger, for all sinks at once, and counts what is unchanged. */
export async function classify(state: RunState, faces: Face[]): Promise<Verdict[]> {
  const verdicts = faces.map((face): Verdict => ({
    wants: state.sinks.map((sink) => sink.kind === "file" && sink.wanted),
    forgotten: face.key !== undefined && state.tombstones.size > 0 && state.tombstones.has(digest(face.key)),
  }));
  for (const sink of state.sinks) {
    if (sink.kind === "file") continue;
    const keys = faces.flatMap((face) => face.key === undefined ? [] : [face.key]);
    const committed = await state.ledger.committed(sink.leaf.name, keys);
    const touched: Committed[] = [];
    for (const [i, face] of faces.entries()) {
      const row = face.key === undefined ? undefined : committed.get(face.key);
      const verdict = verdicts[i];
      verdict.wants[sink.index] = !verdict.forgotten && wantedBy(state, sink, face, row, verdict);
      if (row && !verdict.wants[sink.index] && !verdict.forgotten) {
        sink.counts.unchanged += row.entries.length;
        if (row.outcome === "dropped" && row.entries.length) sink.dropped.add(row.unit);
        if (newerExport(sink, face, row)) {
          touched.push({ ...row, exportedAt: face.exportedAt, account: face.account ?? row.account });
        }
      }
    }
    if (touched.length && state.mode === "run" && !state.selection) await state.ledger.commit(sink.leaf.name, touched);
  }
  return verdicts;
}

function wantedBy(
  state: RunState,
  sink: StoreRun,
  face: Face,
  row: Committed | undefined,
  verdict: Verdict,
): boolean {
  if (sink.leaf.across || !row) return true;
  if (row.path === sink.path && row.fingerprint === face.fingerprint) return state.settings.full === true;
  if (superseded(face, row) && !joins(state, sink, face)) {
    countSuperseded(state, verdict);
    return false;
  }
  return true;
}

/** Counts a unit of which a store holds a newer copy, the first time. */
export function countSuperseded(state: RunState, of: { superseded?: boolean }): void {
  if (!of.superseded) count(state, "superseded");
  of.superseded = true;
}

/** True when what was committed is newer than this copy. */
export function superseded(
  face: Pick<Face, "version" | "exportedAt">,
  held: { version?: number; exportedAt?: number },
): boolean {
  const { version, exportedAt } = held;
  if (version !== undefined && (face.version ?? -Infinity) < version) return true;
  if (version !== face.version) return false;
  return exportedAt !== undefined && face.exportedAt !== undefined && compareDates(face, held) < 0;
}

/** An unchanged unit in a newer export: an older one read later must not take it back. */
function newerExport(sink: StoreRun, face: Face, row: Committed): boolean {
  return row.path === sink.path && row.fingerprint === face.fingerprint && face.exportedAt !== undefined &&
    face.exportedAt > (row.exportedAt ?? -Infinity);
}
