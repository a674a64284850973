/**
 * "Did you mean": the known word that is nearest to a mistyped one.
 *
 * @module
 */
export { suggest } from "../core/suggest.ts";
