import assert from "node:assert/strict";
import { BUGS } from "./planted.ts";
import { scenarios } from "./scenarios.ts";
import { writeEditions } from "./editions.ts";
import { everyPoint, inScratch, prepare, spread, sweep } from "./sweep.ts";

for (const bug of BUGS) {
  Deno.test(`the sweep catches a planted bug: ${bug}`, () =>
    inScratch(async (folder) => {
      const scenario = scenarios(`${folder}/exports`, await writeEditions(`${folder}/exports`)).second;
      const prepared = await prepare(scenario, folder);
      const points = spread(everyPoint(prepared.effects), 6);
      assert.deepEqual(await sweep(prepared, folder, points.slice(0, 1)), [], "without the bug");
      const wrong = await sweep(prepared, folder, points, [`--crash-planted=${bug}`]);
      assert.ok(wrong.some((what) => /threadloom\.db|\.md|conversations\.jsonl/.test(what)), wrong.join("\n"));
    }));
}

Deno.test("the sweep says where a process was not killed", () =>
  inScratch(async (folder) => {
    const scenario = scenarios(`${folder}/exports`, await writeEditions(`${folder}/exports`)).second;
    const prepared = await prepare(scenario, folder);
    const [first, ...more] = await sweep(prepared, folder, [{ at: prepared.effects.length + 1, half: false }]);
    assert.match(first, /the process was not killed there/);
    assert.deepEqual(more, []);
  }));
