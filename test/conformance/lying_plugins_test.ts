/** Each check of the conformance kit finds out a plugin that breaks its promise, and none finds fault with honest ones. */
import assert from "node:assert/strict";
import type { CheckOptions, Finding } from "../../conformance/mod.ts";
import { checkSink, checkSource, checkStore, checkTransform } from "../../conformance/mod.ts";
import { sinkChecks } from "../../conformance/sink.ts";
import { sourceChecks } from "../../conformance/source.ts";
import { storeChecks } from "../../conformance/store.ts";
import { transformChecks } from "../../conformance/transform.ts";
import type { Liars } from "./liars/lie.ts";
import { honestSink, lyingSinks } from "./liars/sinks.ts";
import { honestLog, honestSource } from "./liars/source.ts";
import { lyingReadings } from "./liars/source_readings.ts";
import { lyingUnits } from "./liars/source_units.ts";
import { lyingEntries } from "./liars/store_entries.ts";
import { honestStore } from "./liars/store.ts";
import { lyingWrites } from "./liars/store_writes.ts";
import { honestTransform, lyingTransforms } from "./liars/transforms.ts";

type CheckFunction<S> = (subject: S, options?: CheckOptions) => Promise<Finding[]>;

/** Longest wait for a liar that never settles. */
const TIMEOUT_MS = 2_000;

function findsOut<S>(name: string, check: CheckFunction<S>, ids: string[], liars: Liars<S>): void {
  Deno.test(`${name}() has a liar for each of its checks`, () => {
    assert.deepEqual(Object.keys(liars).sort(), [...ids].sort());
  });
  for (const id of ids) {
    for (const [lie, subject, says] of liars[id] ?? []) {
      Deno.test(`${name}() finds out by "${id}" a plugin that lies: ${lie}`, async () => {
        const timeoutMs = says.source.includes("settles") ? 200 : TIMEOUT_MS * 5;
        const found = await check(subject, { only: [id], timeoutMs });
        assert.deepEqual(found.map((one) => one.check), [id]);
        assert.match(found[0].error.message, says);
      });
    }
  }
}

function findsNothing<S>(name: string, check: CheckFunction<S>, honest: { [which: string]: S }): void {
  for (const [which, subject] of Object.entries(honest)) {
    Deno.test(`${name}() finds no fault with ${which}`, async () => {
      const found = await check(subject);
      assert.deepEqual(found.map(({ check, error }) => `${check}: ${error.message}`), []);
    });
  }
}

const idsOf = (checks: { id: string }[]): string[] => checks.map(({ id }) => id);

findsOut("checkStore", checkStore, idsOf(storeChecks()), { ...lyingEntries, ...lyingWrites });
findsOut("checkSource", checkSource, idsOf(sourceChecks()), { ...lyingUnits, ...lyingReadings });
findsOut("checkSink", checkSink, idsOf(sinkChecks()), lyingSinks);
findsOut("checkTransform", checkTransform, idsOf(transformChecks()), lyingTransforms);

findsNothing("checkStore", checkStore, { "an honest store": honestStore });
// What is given as cut short makes a memory source no less whole: that check is for its liar.
const { cut: _, ...source } = honestSource;
const { cut: __, ...log } = honestLog;
findsNothing("checkSource", checkSource, { "an honest source": source, "an honest log": log });
findsNothing("checkSink", checkSink, { "an honest sink": honestSink });
findsNothing("checkTransform", checkTransform, { "an honest transform": honestTransform });

Deno.test("checkStore() names its checks when it is asked for one that does not exist", async () => {
  await assert.rejects(checkStore(honestStore, { only: ["nonsense"] }), {
    name: "TypeError",
    message: /^Cannot run check "nonsense": there is no such one, the checks are declaration, entries-pure, /,
  });
});
