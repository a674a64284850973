import assert from "node:assert/strict";
import { transience } from "../../../core/errors.ts";
import { PLUGIN } from "../../../core/plugin.ts";
import type { Derivation, TransformObject } from "../../../core/transform.ts";
import { chaosTransform } from "../../../plugins/chaos/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { testContext } from "../../support/context.ts";

interface Note {
  id: string;
}

// Any stamp will do: the wrapper only hands it on.
const stamp = { [PLUGIN]: memorySink()[PLUGIN] };

Deno.test("chaosTransform() around a function keeps its name and its text", async () => {
  function shout({ id }: Note): Note {
    return { id: id.toUpperCase() };
  }
  const chaos = chaosTransform(shout, { faults: [{ kind: "terminal", keys: ["b"] }, { kind: "transient", after: 1 }] });
  assert.deepEqual([chaos.name, String(chaos)], ["shout", String(shout)]);
  const context = testContext();
  assert.deepEqual(await chaos({ id: "a" }, context), { id: "A" });
  await assert.rejects(
    async () => await chaos({ id: "b" }, context),
    /^Error: Cannot apply "b": chaos said so \(terminal\)$/,
  );
  await assert.rejects(async () => await chaos({ id: "c" }, context), (error) => transience(error) !== undefined);
  assert.deepEqual(await chaos({ id: "c" }, context), { id: "C" });
});

Deno.test("chaosTransform() around a transform object strikes at open and apply", async () => {
  const seen: string[] = [];
  const inner: TransformObject<Note, Note> = {
    ...stamp,
    kind: "transform",
    name: "collectIds",
    across: true,
    open: () => ({ apply: ({ id }) => void seen.push(id), end: () => [{ id: seen.join() }] }),
  };
  const chaos = chaosTransform(inner, {
    faults: [{ kind: "terminal", at: "open" }, { kind: "slow", keys: ["a"], ms: 3 }],
  });
  assert.deepEqual([chaos.name, chaos.across, chaos.kind], ["collectIds", true, "transform"]);
  const context = testContext();
  await assert.rejects(async () => await chaos.open(context), /Cannot open: chaos said so/);
  const open = await chaos.open(context);
  for (const id of ["a", "b"]) await open.apply({ id });
  assert.deepEqual([await open.end?.(), context.waited], [[{ id: "a,b" }], [3]]);
});

Deno.test("chaosTransform() around a derivation loses answers that were paid for", async () => {
  let calls = 0;
  const inner: Derivation<Note, Note & { n: number }> = {
    ...stamp,
    kind: "derivation",
    name: "number",
    version: "1",
    inputs: ({ id }) => id,
    estimate: (records) => ({ calls: records.length }),
    derive: (records) => Promise.resolve(records.map((record) => ({ ...record, n: ++calls }))),
  };
  const chaos = chaosTransform(inner, { faults: [{ kind: "after commit" }] });
  assert.deepEqual([chaos.version, chaos.inputs({ id: "x" }), chaos.estimate([{ id: "x" }])], ["1", "x", { calls: 1 }]);
  await assert.rejects(chaos.derive([{ id: "a" }], testContext()), (error) => transience(error) !== undefined);
  assert.deepEqual(await chaos.derive([{ id: "a" }], testContext()), [{ id: "a", n: 2 }]);
});
