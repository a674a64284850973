/**
 * The vectors plugin: a store for the vectors of messages, and the search for the nearest of them.
 *
 * @module
 */
export { vectorsStore, type VectorsStoreOptions, type VectorsStoreSettings } from "./store.ts";
export type { MessageValue, TitleValue, VectorsValue } from "./entries.ts";
export { type Near, type NearestOptions, openVectors, type Vectors } from "./nearest.ts";
