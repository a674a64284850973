import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { denoHost } from "../../../host/deno.ts";
import { assertBalanced, type Note, note } from "../../support/engine.ts";

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
      const end = performance.now() + 2;
      while (performance.now() < end);
      return record;
    };
    try {
      const units = Array.from({ length: 1000 }, (_, i) => note(`u${i}`, `${i}`));
      const report = await run(from(memorySource({ units, batchSize: 5 })).through(busy).to(memoryStore<Note>()), {
        host: denoHost(),
        ledger: memory(),
        stop: stop.signal,
      });
      assertBalanced(report);
      assert.ok(report.source.read < 700, `${report.source.read} of 1000 units were begun`);
    } finally {
      Deno.removeSignalListener("SIGUSR2", heard);
    }
  },
});
