/**
 * The version of threadloom; a test holds it equal to the one in `deno.json`.
 *
 * @module
 */

/** Semantic version. */
export const VERSION = "0.1.0";
