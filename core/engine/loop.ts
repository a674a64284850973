/**
 * The main loop: batches of units come in, overlap within a limit of bytes, and are handled to their end.
 *
 * @module
 */
import type { Bookmark, Claim } from "../source.ts";
import { arrivalsOf } from "./arrivals.ts";
import { handleBatch } from "./batch.ts";
import { ByteBudget } from "./gate.ts";
import { BYTES_IN_FLIGHT } from "./options.ts";
import type { RunState } from "./state.ts";
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

/** Most batches in flight: small units say little of what they cost once they are parsed. */
const MOST_BATCHES = 16;

/** Reads the source to its end and handles every batch. */
export async function readAll(state: RunState, root: RunningFork): Promise<Reading> {
  const reading: Reading = { ended: true, claims: [], batches: 0 };
  // Where nothing is looked up and all goes into files, in order, batches have nothing to wait for side by side.
  const most = state.plain ? 2 : MOST_BATCHES;
  const budget = new ByteBudget(state.settings.maxBytesInFlight ?? BYTES_IN_FLIGHT);
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const checkpoint = new Checkpoint(state, failures);
  const progress = { units: 0, bytes: 0 };
  try {
    for await (const { units, bookmark, bytes, total, again, done } of arrivalsOf(state, reading)) {
      // Never two writes in flight for one scope: a unit that comes again waits for its first coming.
      if (again) await Promise.all(inFlight);
      while (inFlight.size >= most) await Promise.race(inFlight);
      await budget.take(bytes);
      state.settings.host.tidy?.();
      if (failures.length || stopped(state)) {
        reading.ended = false;
        break;
      }
      if (nobodyReads(state)) break;
      state.report.source.read += units.length;
      const work = handleBatch(state, root, units, reading.batches++)
        .catch((error) => void failures.push(error))
        .finally(() => (budget.give(bytes), done?.(), inFlight.delete(work)));
      inFlight.add(work);
      checkpoint.after(work, bookmark);
      progress.units += units.length;
      progress.bytes += bytes;
      state.settings.onEvent?.({ type: "progress", stage: "writing", ...progress, ...total });
    }
  } finally {
    // Also when the reading broke off: nothing may be closed under what is still being written.
    await Promise.all(inFlight);
    await checkpoint.done;
  }
  if (failures.length) throw failures[0];
  if (stopped(state)) reading.ended = false;
  return reading;
}

function stopped(state: RunState): boolean {
  state.signal.throwIfAborted();
  if (state.settings.onDead === "stop" && state.report.source.dead > 0) return true;
  return state.settings.stop?.aborted ?? false;
}

/** True when what is still to be read would go nowhere. Nothing is known of the rest then, as of a selection. */
function nobodyReads(state: RunState): boolean {
  if (!state.sinks.every((sink) => sink.kind === "file" && sink.opened?.done?.())) return false;
  state.selection = true;
  state.report.notes.push("Nobody reads the output any more: the rest of the source was not read");
  return true;
}

/** Saves bookmarks in order, each once everything before it is safe. */
class Checkpoint {
  done: Promise<void> = Promise.resolve();
  constructor(readonly state: RunState, readonly failures: unknown[]) {}

  after(work: Promise<void>, bookmark: Bookmark | undefined): void {
    const { state, failures } = this;
    this.done = Promise.all([this.done, work]).then(async () => {
      const held = state.unsafe || state.sinks.some((sink) => sink.kind === "store" && sink.held.length > 0);
      if (!bookmark || failures.length || held || state.mode === "plan" || state.selection) return;
      await state.ledger.setBookmark(bookmark);
      if (state.source.mode === "incremental") await this.#follow();
    }).catch((error) => void failures.push(error));
  }

  /** Notes which stores the bookmark speaks of: after it, since an older bookmark did not speak of a new store. */
  async #follow(): Promise<void> {
    const { sinks, ledger } = this.state;
    for (const sink of sinks) {
      if (sink.kind !== "store" || sink.state.followed === sink.path) continue;
      sink.state = { ...sink.state, followed: sink.path };
      await ledger.setSink(sink.leaf.name, sink.state);
    }
  }
}
