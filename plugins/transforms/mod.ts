/**
 * Small transforms for config files, where no function can stand: what they do is said by field expressions.
 *
 * @module
 */
export { filterTransform } from "./filter.ts";
export type { FilterOptions } from "./filter.ts";
export { mapTransform } from "./map.ts";
export type { MapOptions, MapSettings } from "./map.ts";
export { flatMapTransform } from "./flat_map.ts";
export type { FlatMapOptions, FlatMapSettings } from "./flat_map.ts";
export { pickTransform, renameTransform } from "./fields.ts";
export type { PickOptions, RenameOptions } from "./fields.ts";
export { dedupeTransform, limitTransform, sampleTransform } from "./across.ts";
export type { DedupeOptions, LimitOptions, SampleOptions, SampleSettings } from "./across.ts";
