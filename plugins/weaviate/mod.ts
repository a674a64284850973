/**
 * The Weaviate plugin: a store that keeps a collection equal to what the source says.
 *
 * @module
 */
export { weaviateStore } from "./store.ts";
export type { WeaviateStoreOptions, WeaviateStoreSettings } from "./options.ts";
export type { WeaviateValue } from "./entries.ts";
export { type TemporaryCollection, temporaryCollection } from "./temporary_collection.ts";
export { type FoundObject, openReader, type WeaviateReader } from "./reader.ts";
