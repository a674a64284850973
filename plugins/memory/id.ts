/**
 * Ids of records.
 *
 * @module
 */

/** A record's `id`, where it has one that is a text or a number. */
export function idOf(record: unknown): string | undefined {
  if (typeof record !== "object" || record === null || !Object.hasOwn(record, "id")) return undefined;
  const { id } = record as { id: unknown };
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
