import { type Scenario, scenarios } from "./scenarios.ts";
import { writeEditions } from "./editions.ts";
import { everyPoint, inScratch, nothing, prepare, spread, sweep } from "./sweep.ts";

/** Whether every point of everything is swept, and not only what a usual test run has the time for. */
const FULL = Deno.env.get("THREADLOOM_CRASH_FULL") === "1";

/** Kills the scenario at every `step`-th of its points. */
function sweeps(which: keyof ReturnType<typeof scenarios>, name: string, step = 1, extra: string[] = []): void {
  const where = step === 1 || FULL ? "every effect" : "effects all over";
  Deno.test(`${name}, killed at ${where}, ends like one never killed`, (test) =>
    inScratch(async (folder) => {
      const editions = await writeEditions(`${folder}/exports`);
      const scenario: Scenario = scenarios(`${folder}/exports`, editions)[which];
      const prepared = await prepare(scenario, folder, extra);
      const points = spread(everyPoint(prepared.effects), FULL ? 1 : step);
      await test.step(`${points.length} points of ${prepared.effects.length} effects`, async () => {
        nothing(await sweep(prepared, folder, points, extra));
      });
    }));
}

sweeps("first", "a first import");
sweeps("second", "an import of a newer export");
sweeps("mirror", "a mirroring import", 2);
sweeps("later", "an import whose place a still newer one takes", 5);
sweeps("archive", "an import of a newer export with its archive", 16);
sweeps("first", "a first import that another thread reads ahead for", 7, ["--crash-ahead"]);
sweeps("second", "an import of a newer export that another thread reads ahead for", 11, ["--crash-ahead"]);
