/**
 * What the plugins of this folder know one another by (`core/direct.ts`).
 *
 * @module
 */

/** Their family: between them rows travel as they stand in the file. */
export const FAMILY: unique symbol = Symbol("chat_csv");
