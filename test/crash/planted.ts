/**
 * Bugs that the sweep has to catch. Each is a mistake somebody could make in the product.
 *
 * @module
 */
import type { Load } from "../../cli/modules.ts";
import type { FileWriter, Host } from "../../core/host.ts";
import type { Change } from "../../core/sink.ts";
import type { sqliteStore } from "../../plugins/sqlite/mod.ts";

/** What can be planted. */
export const BUGS = ["ledger first", "written in place"] as const;

/** Host and loader with the bug in them; as they are where none is named. */
export function planted(bug: string | undefined, host: Host, load: Load): { host: Host; load: Load } {
  if (bug === undefined) return { host, load };
  if (bug === "ledger first") return { host, load: ledgerFirst(load) };
  if (bug === "written in place") return { host: { ...host, files: { ...host.files, create: inPlace } }, load };
  throw new RangeError(`Cannot plant "${bug}": the bugs are ${BUGS.join(", ")}`);
}

/** The database says that changes are durable, and writes them when it is closed: the ledger has committed by then. */
function ledgerFirst(load: Load): Load {
  return async (module) => {
    const loaded = await load(module);
    if (module !== "../plugins/sqlite/mod.ts") return loaded;
    const { sqliteStore: make } = loaded as { sqliteStore: typeof sqliteStore };
    return { ...loaded, sqliteStore: (options: Parameters<typeof make>[0]) => late(make(options)) };
  };
}

function late(store: ReturnType<typeof sqliteStore>): ReturnType<typeof sqliteStore> {
  return {
    ...store,
    async open(context, options) {
      const opened = await store.open(context, options);
      if (!opened) return undefined;
      const kept: Change<Parameters<typeof opened.write>[0][number]["puts"][number]["value"]>[] = [];
      return {
        ...opened,
        async write(changes) {
          await Promise.resolve(kept.push(...changes));
        },
        async close() {
          if (kept.length > 0) await opened.write(kept);
          await opened.close();
        },
      };
    },
  };
}

/** A file is written under its own name: no temporary name, no rename. */
async function inPlace(path: string): Promise<FileWriter> {
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  let open = true;
  const close = (): Promise<void> => {
    if (open) file.close();
    open = false;
    return Promise.resolve();
  };
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
    },
    commit: close,
    abort: close,
  };
}
