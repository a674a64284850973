/**
 * Ledgers: what each run has committed, in SQLite (the default), in a readable JSON file, or in memory.
 *
 * @module
 */
export { jsonLedger, type JsonLedgerOptions } from "./json.ts";
export { memory, type MemoryLedgerOptions } from "./memory.ts";
export { sqliteLedger, type SqliteLedgerOptions } from "./sqlite.ts";
