/**
 * The drawing library, loaded when the first page is written.
 *
 * @module
 */

/** What charts are drawn with. */
export type Drawing = typeof import("../../../deps/d3.ts");

/** Not named in the import: who writes no pages downloads nothing of it. */
const LIBRARY: string = "../../../deps/d3.ts";

/** Loads it. */
export async function loadDrawing(): Promise<Drawing> {
  return await import(LIBRARY) as Drawing;
}
