/**
 * wabt: assembles `core/json/scan.wat` (development and tests only; nothing that runs imports it).
 *
 * @module
 */
export { default as wabt } from "npm:wabt@1.0.39";
