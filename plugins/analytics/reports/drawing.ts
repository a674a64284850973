/**
 * The drawing library, loaded when the first page is written.
 *
 * @module
 */

/** What charts are drawn with. */
export type Drawing = typeof import("../../../deps/d3.ts");

/** Loads it. */
export function loadDrawing(): Promise<Drawing> {
  return import("../../../deps/d3.ts");
}
