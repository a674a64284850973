/**
 * Ajv: validates JSON Schema (tests only; nothing that runs imports it).
 *
 * @module
 */
export { Ajv2020 } from "npm:ajv@8.20.0/dist/2020.js";
