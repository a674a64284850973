/** Languages told by several threads. */
import assert from "node:assert/strict";
import type { Host, Thread } from "../../../core/host.ts";
import { from, run } from "../../../mod.ts";
import { detectLanguage } from "../../../plugins/analytics/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { jsonlSink } from "../../../plugins/jsonl/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { say, talk } from "./support.ts";

const SAID = ["waar is mijn pakketje gebleven", "merci beaucoup, c'est parfait", "how do i cancel this", "ok", "12"];

const talks = Array.from({ length: 105 }, (_, i) => {
  const messages = Array.from({ length: 20 }, (_, k) => say(k % 2 ? "assistant" : "user", `${SAID[(i + k) % 5]} ${i}`));
  return talk(`c${i}`, messages);
});

/** What it comes to, and how many conversations other threads told. */
async function told(folder: string, maxWorkers: number, wrap: (thread: Thread) => Thread = (thread) => thread) {
  const threads = testHost().threads!;
  let sent = 0;
  let stopped = 0;
  const host: Host = testHost({
    threads: {
      ...threads,
      start() {
        const thread = threads.start();
        if (!thread) return undefined;
        const { send, next, stop } = wrap(thread);
        return { send: (message) => (sent++, send(message)), next, stop: () => (stopped++, stop()) };
      },
    },
  });
  const path = `${folder}/${maxWorkers}.jsonl`;
  const units = talks.map((value) => ({ key: value.id, value }));
  const report = await run(
    from(memorySource({ units })).through(detectLanguage({ maxWorkers })).to(jsonlSink({ path })),
    {
      host,
      ledger: memory(),
      name: "languages",
    },
  );
  assert.equal(report.source.passed, talks.length);
  return { bytes: await Deno.readTextFile(path), sent, stopped };
}

Deno.test("one thread and several tell the same languages, byte for byte", () =>
  inFolder(async (folder) => {
    const one = await told(folder, 1);
    assert.deepEqual([one.sent, one.stopped], [0, 0]);
    const two = await told(folder, 2);
    assert.equal(two.bytes, one.bytes);
    if (navigator.hardwareConcurrency > 1) assert.ok(two.sent > 0 && two.stopped === 1, `${two.sent} were asked`);
    const lost = await told(
      folder,
      2,
      (thread) => ({ ...thread, next: () => Promise.reject(new Error("it is gone")) }),
    );
    assert.equal(lost.bytes, one.bytes, "what a thread does not answer is told here");
  }));
