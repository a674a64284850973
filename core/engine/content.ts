/**
 * The hash of what a unit was parsed to.
 *
 * @module
 */
import type { Drop } from "../transform.ts";

/** Hash of a unit's records, whatever its raw bytes; `hash` remembers it or not. */
export function contentOfRecords(records: unknown[] | Drop, hash: (record: unknown) => string): string {
  if (!Array.isArray(records)) return hash(records);
  return records.length === 1 ? hash(records[0]) : hash(records.map(hash));
}
