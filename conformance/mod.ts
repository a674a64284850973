/**
 * The conformance kit: the contracts of sources, transforms and sinks as tests, for the authors of plugins.
 *
 * ```ts ignore
 * import { testStore } from "./mod.ts";
 * import { memoryStore } from "../plugins/memory/mod.ts";
 *
 * testStore("memoryStore()", { make: () => memoryStore(), inMemory: true });
 * ```
 *
 * `testSource`, `testTransform`, `testSink` and `testStore` register a `Deno.test` for each promise of a contract;
 * `checkSource` and its sisters run the same checks under any other runner and give the promises that were not kept.
 *
 * @module
 */
export type { CheckOptions, Finding } from "./check.ts";
export { permissionFlags, type PluginModule } from "./permissions.ts";
export { sampleConversations, sampleRows } from "./samples.ts";
export { checkSink, testSink } from "./sink.ts";
export type { SinkOptions } from "./sink/options.ts";
export { checkSource, testSource } from "./source.ts";
export type { SourceOptions, WriteInput } from "./source/options.ts";
export { checkStore, testStore } from "./store.ts";
export type { StoreOptions } from "./store/options.ts";
export { checkTransform, testTransform, type TransformOptions } from "./transform.ts";
