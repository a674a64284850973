/** Random pipelines over random edit histories: promises 1 and 2, and that failures leave no trace. */
import assert from "node:assert/strict";
import { drop, filter, from, run, through } from "../../../mod.ts";
import { fc } from "../../../deps/fast_check.ts";
import { chaosSink, chaosSource, chaosTransform, type Fault } from "../../../plugins/chaos/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../../plugins/memory/mod.ts";
import { assertBalanced, contents, type Note, notes, testHost, watch, type Watched } from "../../support/engine.ts";

type Content = { [unit: string]: { [id: string]: string } };

const KEYS = ["a", "b", "c", "d"];
const content = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.dictionary(fc.constantFrom("x", "y", "z"), fc.constantFrom("0", "1", "2", "3"), { maxKeys: 3 }),
  { noNullPrototype: true },
);

/** What a transform makes of a text; the same for the pipeline and for the oracle. */
const STEPS: { [name: string]: (n: Note) => Note | Note[] | undefined } = {
  keep: (n) => n,
  odd: (n) => Number(n.text) % 2 ? n : undefined,
  none: () => [],
  twice: (n) => [{ id: `${n.id}<`, text: n.text }, { id: `${n.id}>`, text: n.text }],
  louder: (n) => (n.text += "!", n),
};
const steps = fc.array(fc.constantFrom(...Object.keys(STEPS)), { maxLength: 3 });
const tuning = fc.record({
  batchSize: fc.integer({ min: 1, max: 4 }),
  maxBytesInFlight: fc.constantFrom(1, 60, 2 ** 20),
});

function unitsOf(content: Content, version: number): MemoryUnit<Note>[] {
  return Object.entries(content).map(([key, records]) => notes(key, records, { version }));
}

/** What a store holds for a state of the source, given what it held before. */
function oracle(before: Map<string, string[]>, content: Content, path: string[]): Map<string, string[]> {
  const after = new Map(before);
  for (const [unit, texts] of Object.entries(content)) {
    const given = Object.entries(texts).map(([id, text]) => ({ id, text }));
    let records = given;
    let emptied = given.length === 0;
    let dropped = false;
    for (const name of path) {
      records = records.flatMap((n) => {
        const made = STEPS[name]({ ...n });
        if (made === undefined) dropped = true;
        else if (Array.isArray(made) && made.length === 0) emptied = true;
        return made ?? [];
      });
    }
    const stays = records.length === 0 && dropped && !emptied;
    if (!stays) after.set(unit, records.map((n) => `${unit}/${n.id}: ${n.text}`));
  }
  return after;
}

const lines = (state: Map<string, string[]>) => [...state.values()].flat().sort();

// deno-lint-ignore no-explicit-any -- a chain of steps that are not known when it is compiled
const chain = (start: any, path: string[]) => path.reduce((c, name) => c.through(STEPS[name]), start);

const faults = fc.subarray<Fault>([
  { kind: "transient", chance: 0.4, times: 6 },
  { kind: "after commit", chance: 0.4, times: 6 },
  { kind: "partial", keys: ["x"], times: 2 },
  { kind: "refuse", keys: ["y"], times: 2 },
  { kind: "terminal", chance: 0.3, times: 4 },
  { kind: "terminal", at: "list", times: 1 },
]);

Deno.test("any pipeline, edits and failures: every report balances, a clean run equals the oracle, a second one does nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(content, faults), { minLength: 1, maxLength: 4 }),
      fc.record({ trunk: steps, branch: steps }),
      tuning,
      fc.integer(),
      async (history, { trunk, branch }, { batchSize, maxBytesInFlight }, seed) => {
        const [main, side] = [memoryStore<Note>({ name: "main" }), memoryStore<Note>({ name: "side" })];
        const options = { host: testHost(), ledger: memory(), maxBytesInFlight };
        const at = { content: {} as Content, version: 0 };
        const units = () => unitsOf(at.content, at.version);
        const source: Watched<Note> = watch(memorySource({ units, batchSize }));
        const plant = (chaos: Fault[]) => {
          const read = chaosSource(source, { faults: chaos.length > 3 ? [{ kind: "cut", after: 2 }] : [], seed });
          const one = chaosSink(main, { faults: chaos, seed });
          return chain(from<Note>(read), trunk).to(one, chain(through(STEPS.keep), branch).to(side));
        };
        let expected = { main: new Map<string, string[]>(), side: new Map<string, string[]>() };
        for (const [content, chaos] of history) {
          Object.assign(at, { content, version: at.version + 1 });
          await run(plant(chaos), options).then(
            assertBalanced,
            (error) => assert.match(String(error), /chaos said so/),
          );
          const report = await run(plant([]), options);
          assertBalanced(report);
          assert.equal(report.status, "ok");
          expected = {
            main: oracle(expected.main, content, trunk),
            side: oracle(expected.side, content, [...trunk, ...branch]),
          };
          assert.deepEqual(contents(main), lines(expected.main));
          assert.deepEqual(contents(side), lines(expected.side));
          for (const store of [main, side]) store.writes.splice(0);
          source.parsed.splice(0);
          const again = await run(plant([]), options);
          assert.deepEqual([source.parsed, main.writes, side.writes], [[], [], []]);
          assert.equal(again.source.unchanged, again.source.read);
        }
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("units that die, drop and pass at random: read = unchanged + passed + dropped + dead, keyed or not, into files or stores", async () => {
  const outcome = fc.constantFrom("pass", "drop", "throw", "parse", "empty", "late");
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { maxLength: 20 }), fc.boolean(), tuning, async (outcomes, keyed, tuning) => {
      const units = outcomes.map((text, i): MemoryUnit<Note> => ({
        ...keyed ? { key: `u${i}` } : {},
        fingerprint: `${i}`,
        records: () => {
          if (text === "parse") throw new SyntaxError("bad");
          return text === "empty" ? drop("nothing in it") : [{ id: `${i}`, text }];
        },
      }));
      const act = chaosTransform<Note, Note>((n) => {
        if (n.text === "throw") throw new Error("bad");
        return n;
      }, { faults: [] });
      const chain = from(memorySource({ units, batchSize: tuning.batchSize })).through(act)
        .through(filter<Note>((n) => n.text !== "drop", "unwanted"));
      const [file, store] = [memorySink<Note>(), memoryStore<Note>()];
      const report = await run(keyed ? chain.to(store) : chain.to(file), {
        host: testHost(),
        ledger: memory(),
        maxBytesInFlight: tuning.maxBytesInFlight,
      });
      const of = (...names: string[]) => outcomes.filter((one) => names.includes(one)).length;
      const [passed, dropped, dead] = [of("pass", "late"), of("drop", "empty"), of("throw", "parse")];
      assert.deepEqual(report.source, { read: outcomes.length, unchanged: 0, passed, dropped, dead });
      assert.equal(keyed ? store.state.size : file.records.length, passed);
      assert.equal(Object.values(report.drops).reduce((a, b) => a + b, 0), dropped);
    }),
    { numRuns: 100 },
  );
});

Deno.test("batch size, bytes in flight and waits do not change what stores and files hold", async () => {
  const units = Array.from({ length: 30 }, (_, i) => notes(`u${i}`, { x: `${i}`, y: `${i % 7}` }));
  const results = new Set<string>();
  for (const batchSize of [1, 4, 100]) {
    for (const maxBytesInFlight of [1, 200, 2 ** 20]) {
      const [store, file] = [memoryStore<Note>({ name: "store" }), memorySink<Note>({ name: "file" })];
      const slow = async (n: Note) => {
        for (let i = Number(n.text) % 4; i > 0; i--) await Promise.resolve();
        return n;
      };
      const pipeline = from(memorySource({ units, batchSize })).through(slow).to(store, file);
      await run(pipeline, { host: testHost(), ledger: memory(), maxBytesInFlight });
      results.add(JSON.stringify([contents(store), file.records]));
    }
  }
  assert.equal(results.size, 1);
});
