/**
 * A source, a file sink and a store in memory: real ones, for tests and for trying things out.
 *
 * @module
 */
export {
  memorySource,
  type MemorySourceFactory,
  type MemorySourceOptions,
  type MemorySourceSettings,
  type MemoryUnit,
} from "./source.ts";
export {
  type MemoryCommit,
  type MemorySink,
  memorySink,
  type MemorySinkFactory,
  type MemorySinkOptions,
  type MemorySinkSettings,
} from "./sink.ts";
export {
  type MemoryEntry,
  type MemoryStore,
  memoryStore,
  type MemoryStoreFactory,
  type MemoryStoreOptions,
  type MemoryStoreSettings,
  type MemoryWrite,
} from "./store.ts";
