import assert from "node:assert/strict";
import { countInterruptions } from "../../cli/signals.ts";

Deno.test("countInterruptions() stops at the first, aborts at the second, and hears of the third", () => {
  let time = 0;
  const heard: number[] = [];
  const interruptions = countInterruptions(() => time, (count) => heard.push(count));
  interruptions.interrupt();
  assert.equal(interruptions.stop.aborted, true);
  assert.equal(interruptions.abort.aborted, false);
  time += 200;
  interruptions.interrupt();
  assert.equal(interruptions.abort.aborted, true);
  assert.equal((interruptions.abort.reason as Error).name, "AbortError");
  time += 200;
  interruptions.interrupt();
  assert.deepEqual(heard, [1, 2, 3]);
});

Deno.test("countInterruptions() takes a repeat within 200 ms for the same one", () => {
  let time = 0;
  const { interrupt, abort } = countInterruptions(() => time, () => {});
  interrupt();
  for (const at of [1, 50, 199]) {
    time = at;
    interrupt();
  }
  assert.equal(abort.aborted, false);
});

Deno.test("countInterruptions() never takes a request to end for the second Ctrl-C", () => {
  let time = 0;
  const { interrupt, stop, abort } = countInterruptions(() => time, () => {});
  interrupt(true);
  time += 1000;
  interrupt(true);
  assert.equal(stop.aborted, true);
  assert.equal(abort.aborted, false);
});
