import assert from "node:assert/strict";
import { scenarios } from "./scenarios.ts";
import { writeEditions } from "./editions.ts";
import { everyPoint, inScratch, nothing, prepare, spread, sweepTwice } from "./sweep.ts";

const FULL = Deno.env.get("THREADLOOM_CRASH_FULL") === "1";

/** Kills at every `first`-th point, and what resumes it at every `second`-th of its own. */
function sweepsTwice(which: "first" | "second" | "mirror", name: string, first: number, second: number): void {
  Deno.test(`${name}, killed and killed again while it recovers, ends like one never killed`, (test) =>
    inScratch(async (folder) => {
      const scenario = scenarios(`${folder}/exports`, await writeEditions(`${folder}/exports`))[which];
      const prepared = await prepare(scenario, folder);
      const firsts = spread(everyPoint(prepared.effects), FULL ? 1 : first);
      await test.step(`${firsts.length} first kills, each with every ${FULL ? 1 : second}. point of its recovery`, async () => {
        const { points, wrong } = await sweepTwice(prepared, folder, firsts, FULL ? 1 : second);
        nothing(wrong);
        assert.ok(points >= firsts.length, `${points} pairs`);
      });
    }));
}

sweepsTwice("first", "a first import", 21, 15);
sweepsTwice("second", "an import of a newer export", 13, 12);
sweepsTwice("mirror", "a mirroring import", 18, 15);
