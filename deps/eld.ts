/**
 * eld: which language a text is in, by n-grams, in plain JavaScript. Loaded only where languages are asked for: its
 * database takes 3 MB.
 *
 * @module
 */
export { eld } from "npm:eld@2.1.0/large";
