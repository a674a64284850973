/**
 * The SQLite plugin: a store for conversations in one file, a source that reads it back, and full-text search.
 *
 * @module
 */
export { sqliteSource, type SqliteSourceOptions, type SqliteSourceSettings } from "./source.ts";
export { sqliteStore, type SqliteStoreOptions, type SqliteStoreSettings } from "./store.ts";
export type { SqliteValue } from "./entries.ts";
export { search, type SearchOptions, type SearchResult } from "./search.ts";
export { type MessageReader, openMessages } from "./messages.ts";
