/**
 * Names under which vectors are stored.
 *
 * @module
 */

/** The model, with its dimensions where they were asked for: vectors of two labels cannot be compared. */
export function labelOf(model: string, dimensions?: number): string {
  return dimensions === undefined ? model : `${model}@${dimensions}`;
}
