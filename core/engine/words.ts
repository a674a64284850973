/**
 * How messages for people count what a source hands over.
 *
 * @module
 */
import type { RecordKind } from "../plugin.ts";

/** `1 conversation`, `2 conversations`; `unit` where the source does not say what its records are. */
export function unitsText({ unitKind: kind }: { unitKind: RecordKind }, count: number): string {
  return `${count} ${kind === "any" ? "unit" : kind}${count === 1 ? "" : "s"}`;
}
