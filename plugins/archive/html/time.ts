/**
 * Times on pages.
 *
 * @module
 */

/** ISO 8601 in UTC; undefined where there is no time, or none of the years 0 to 9999. */
export function isoTime(at: number | undefined): string | undefined {
  const date = new Date(at ?? NaN);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString();
  return text.length === 24 ? `${text.slice(0, 19)}Z` : undefined;
}
