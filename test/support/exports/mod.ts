/**
 * Invented exports in every layout, for tests.
 *
 * ```ts
 * const files = renderExport([thread("c1", "Tea", ["Which tea?", "Green."])], "D");
 * const bytes = packExport(files, { exportedAt: Date.UTC(2026, 5, 1) });
 * ```
 *
 * @module
 */
export { ACCOUNT } from "./account.ts";
export * from "./edit_history.ts";
export * from "./layouts.ts";
export * from "./neutral.ts";
export * from "./objects.ts";
export * from "./oracle.ts";
export * from "./pack.ts";
export { seeded, shuffler } from "./random.ts";
export type { JsonStyle } from "./json_style.ts";
