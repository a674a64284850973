import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { denoHost } from "../../../host/deno.ts";
import { assertBalanced, type Note, note } from "../../support/engine.ts";

/** Keeps the thread, as parsing and embedded databases do. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

Deno.test({
  name: "a run with many batches in flight, which waits for nothing, hears of a signal",
  ignore: Deno.build.os === "windows",
  async fn() {
    const stop = new AbortController();
    const heard = () => stop.abort();
    Deno.addSignalListener("SIGUSR2", heard);
    let transformed = 0;
    const busy = (record: Note): Note => {
      if (transformed++ === 0) Deno.kill(Deno.pid, "SIGUSR2");
      work(8);
      return record;
    };
    const store = memoryStore<Note>();
    const open = store.open.bind(store);
    const slow = Object.create(store, {
      open: {
        value: async (...args: Parameters<typeof open>) => {
          const opened = await open(...args);
          const write = opened!.write.bind(opened);
          opened!.write = (changes) => (work(40), write(changes));
          return opened;
        },
      },
    }) as typeof store;
    try {
      const units = Array.from({ length: 300 }, (_, i) => note(`u${i}`, `${i}`));
      const report = await run(from(memorySource({ units, batchSize: 4 })).through(busy).to(slow), {
        host: denoHost(),
        ledger: memory(),
        stop: stop.signal,
      });
      assertBalanced(report);
      assert.ok(report.source.read < 200, `${report.source.read} of ${units.length} units were begun`);
    } finally {
      Deno.removeSignalListener("SIGUSR2", heard);
    }
  },
});
