/**
 * What workers load to read a piece of the notes.
 *
 * @module
 */
import { canonical, digest } from "../../../core/fingerprint.ts";
import type { Unit, UnitBatch } from "../../../core/source.ts";

/** A note as the memory source hands it over; its position is the number in its id. */
export function unitOf(note: { id: string; text: string }): Unit<unknown> {
  return {
    key: note.id,
    fingerprint: digest(canonical([note])),
    bytes: 1,
    position: { index: Number(note.id.slice("note ".length)) },
    parse: () => [note],
  };
}

/** The piece's notes. */
export async function* openShard(part: unknown): AsyncGenerator<UnitBatch<unknown>> {
  yield await Promise.resolve({ units: (part as { id: string; text: string }[]).map(unitOf) });
}
