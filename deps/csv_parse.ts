/**
 * csv-parse: a second opinion on CSV (tests only; nothing that runs imports it).
 *
 * @module
 */
export { parse as parseCsv } from "npm:csv-parse@7.0.3/sync";
