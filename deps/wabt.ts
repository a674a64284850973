/**
 * wabt: assembles `core/json/scan.wat` and `plugins/vectors/kernel.wat` (development and tests only; nothing that runs
 * imports it).
 *
 * @module
 */
export { default as wabt } from "npm:wabt@1.0.39";
