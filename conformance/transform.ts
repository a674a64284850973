/**
 * The conformance of transforms.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Context } from "../core/context.ts";
import { canonical } from "../core/fingerprint.ts";
import { isDrop, type OpenTransform, type Transform } from "../core/transform.ts";
import { type Check, type CheckOptions, type Finding, findings, register } from "./check.ts";
import { declarationCheck } from "./declaration.ts";
import { copyOf } from "./snapshot.ts";

/** A transform to check. */
export interface TransformOptions<T, U> {
  /** Makes the transform: a function of one record, or what a plugin's factory gives. */
  make(): Transform<T, U>;
  /** Records to put through, at least two. */
  records: T[];
  /**
   * What comes out of them, in order, from the end of the run, too.
   * @default not compared
   */
  expected?: U[];
}

/** Every check of a transform. */
export function transformChecks<T, U>(): Check<TransformOptions<T, U>>[] {
  return [
    declarationCheck(({ make }) => Promise.resolve(make())),
    {
      id: "repeatable",
      promise: "gives the same records each time it is run",
      async run({ make, records, expected }, bench) {
        assert.ok(records.length > 1, "there are fewer than two records: the checks would prove nothing");
        const transform = make();
        const first = await through(transform, records.map(copyOf), bench.context());
        for (const again of [transform, make()]) {
          const next = await through(again, records.map(copyOf), bench.context());
          assert.deepEqual(marks(next), marks(first), "the same records come out as others in another run");
        }
        if (expected === undefined) return;
        const kept = first.flatMap(({ kept }) => kept);
        assert.deepEqual(kept, expected, "something else comes out than expected");
      },
    },
    {
      id: "input-kept",
      promise: "leaves the record it is given as it was",
      async run({ make, records }, bench) {
        const given = records.map(copyOf);
        const before = given.map(copyOf);
        await through(make(), given, bench.context());
        assert.deepEqual(given, before, "a record was changed; return a new one: { ...record, field }");
      },
    },
    {
      id: "drops",
      promise: "returns a record, a list of records, a drop with a reason, or nothing",
      async run({ make, records }, bench) {
        for (const { result } of await through(make(), records.map(copyOf), bench.context())) {
          assert.notEqual(result, true, "it returns true for a record: filter(…) makes a transform of a predicate");
          const all: unknown[] = Array.isArray(result) ? result : [result];
          if (Array.isArray(result)) {
            assert.ok(!all.some(isDrop), "a list of records holds a drop, which would go on as a record");
            assert.ok(
              !all.some((one) => one === undefined || one === null),
              "a list of records holds undefined or null",
            );
          }
          for (const drop of all.filter(isDrop)) {
            assert.match(
              drop.drop,
              /^\S[^\n\r]{0,99}$/,
              `the reason of a drop is ${JSON.stringify(drop.drop)}, expected a few words`,
            );
          }
        }
      },
    },
    {
      id: "across",
      promise: "says so when what it returns for a record depends on others",
      async run({ make, records }, bench) {
        const transform = make();
        const opened = await open(transform, bench.context());
        await opened.close?.();
        if (typeof transform !== "function" && transform.across) return;
        assert.equal(opened.end, undefined, "it has an end(), and does not say across: true");
        const inOrder = marks(await through(make(), records.map(copyOf), bench.context()));
        const backwards = marks(await through(make(), records.map(copyOf).reverse(), bench.context())).reverse();
        assert.deepEqual(
          backwards,
          inOrder,
          "in another order, records come out as others; it does not say across: true",
        );
        const twice = await through(make(), [...records, ...records].map(copyOf), bench.context());
        assert.deepEqual(
          marks(twice.slice(records.length)),
          inOrder,
          "a record that comes a second time comes out as another; it does not say across: true",
        );
      },
    },
    {
      id: "runs-apart",
      promise: "keeps nothing from one run to the next, or to another at the same time",
      async run({ make, records }, bench) {
        const transform = make();
        const alone = marks(await through(transform, records.map(copyOf), bench.context()));
        const [one, two] = [await open(transform, bench.context()), await open(transform, bench.context())];
        const outcomes: Outcome[][] = [[], []];
        for (const record of records) {
          for (const [i, opened] of [one, two].entries()) outcomes[i].push(await outcome(opened, copyOf(record)));
        }
        for (const [i, opened] of [one, two].entries()) {
          await end(opened, outcomes[i]);
          await opened.close?.();
          assert.deepEqual(marks(outcomes[i]), alone, "two runs at the same time disturb each other");
        }
      },
    },
    {
      id: "no-records",
      promise: "can be run without records",
      async run({ make }, bench) {
        const results = await through(make(), [], bench.context());
        assert.ok(results.every(({ result }) => Array.isArray(result)), "end() gives no list of records");
      },
    },
    {
      id: "abort",
      promise: "ends when the run is aborted",
      async run({ make, records }, bench) {
        const stop = new AbortController();
        const opened = await open(make(), bench.context({ signal: stop.signal }));
        stop.abort(new Error("stopped by the check"));
        // A result is as good as a rejection: what counts is that it comes.
        await outcome(opened, copyOf(records[0]));
        await opened.close?.();
      },
    },
  ];
}

/** What became of one record. */
interface Outcome {
  result: unknown;
  /** The records that go on. */
  kept: unknown[];
}

/** One run: the outcome of each record, and last that of the end, where there is one. */
async function through<T, U>(transform: Transform<T, U>, records: T[], context: Context): Promise<Outcome[]> {
  const opened = await open(transform, context);
  const outcomes: Outcome[] = [];
  try {
    for (const record of records) outcomes.push(await outcome(opened, record));
    await end(opened, outcomes);
  } finally {
    await opened.close?.();
  }
  return outcomes;
}

async function open<T, U>(transform: Transform<T, U>, context: Context): Promise<OpenTransform<T, U>> {
  if (typeof transform === "function") return { apply: (record) => transform(record, context) };
  return await transform.open(context);
}

async function outcome<T, U>(opened: OpenTransform<T, U>, record: T): Promise<Outcome> {
  try {
    const result: unknown = await opened.apply(record);
    const gone = result === undefined || result === null || result === false || isDrop(result);
    return { result, kept: Array.isArray(result) ? result : gone ? [] : [result] };
  } catch (error) {
    return { result: `dead: ${error instanceof Error ? error.message : String(error)}`, kept: [] };
  }
}

async function end<T, U>(opened: OpenTransform<T, U>, outcomes: Outcome[]): Promise<void> {
  if (!opened.end) return;
  const result = await opened.end();
  outcomes.push({ result, kept: Array.isArray(result) ? result : [] });
}

/** Results in a form that can be compared; a record that was returned and later changed by nobody. */
function marks(outcomes: Outcome[]): string[] {
  return outcomes.map(({ result }) => canonical(result));
}

/** Registers a test for each promise of the contract of transforms. */
export function testTransform<T, U>(name: string, options: TransformOptions<T, U>): void {
  register(name, transformChecks<T, U>(), options);
}

/** The promises of the contract of transforms that this one does not keep. */
export async function checkTransform<T, U>(
  options: TransformOptions<T, U>,
  only?: CheckOptions,
): Promise<Finding[]> {
  return await findings(transformChecks<T, U>(), options, only);
}
