/**
 * Transforms that break one promise each.
 *
 * @module
 */
import { drop, type TransformObject } from "../../../core/transform.ts";
import { limit } from "../../../core/transforms.ts";
import type { TransformOptions } from "../../../conformance/mod.ts";
import { type Liars, redeclared, unmarked } from "./lie.ts";

interface Word {
  word: string;
  tags: string[];
}

type Options = TransformOptions<Word, unknown>;
type Opened = Awaited<ReturnType<TransformObject<Word, unknown>["open"]>>;

/** An honest transform. */
export const honestTransform: Options = {
  make: () =>
    function upper({ word, tags }: Word) {
      return word === "" ? drop("empty") : { word: word.toUpperCase(), tags };
    },
  records: ["loom", "thread", "", "weft"].map((word) => ({ word, tags: ["a", "b"] })),
};

function calling(call: (record: Word) => unknown): Options {
  return { ...honestTransform, make: () => call as never };
}

/** A transform that says what `says` says, and is opened as `open` says. */
function opening(open: () => Opened, says: { across?: boolean } = { across: true }): Options {
  return { ...honestTransform, make: () => ({ ...limit<Word>(9), across: false, ...says, open }) };
}

const shared = { count: 0 };

/** By check. */
export const lyingTransforms: Liars<Options> = {
  declaration: [
    ["no name", calling((() => (record: Word) => record)()), /no name/],
    ["no mark", { ...honestTransform, make: () => unmarked(limit<Word>(1)) }, /not marked/],
    ["no summary", { ...honestTransform, make: () => redeclared(limit<Word>(1), { summary: "" }) }, /one line/],
  ],
  repeatable: [
    ["rolls dice", calling(() => Math.random()), /other/],
    ["gives something else", { ...honestTransform, expected: [] }, /than expected/],
  ],
  "input-kept": [["changes the record", calling((record) => (record.tags.pop(), record)), /record was changed/]],
  drops: [
    ["is a predicate", calling(() => true), /predicate/],
    ["no reason", calling(() => drop("")), /reason/],
    ["a drop in a list", calling((record) => [record, drop("half")]), /holds a drop/],
  ],
  across: [
    [
      "remembers",
      opening(() => {
        const seen = new Set<string>();
        return { apply: ({ word }) => seen.has(word) ? drop("again") : (seen.add(word), word) };
      }, { across: false }),
      /second time/,
    ],
    [
      "counts",
      opening(() => {
        let count = 0;
        return { apply: ({ word }) => `${word} ${count++}` };
      }, { across: false }),
      /another order/,
    ],
    ["has an end", opening(() => ({ apply: ({ word }) => word, end: () => [] }), { across: false }), /end\(\)/],
  ],
  "runs-apart": [[
    "shares its count",
    opening(() => {
      shared.count = 0;
      return { apply: ({ word }) => `${word} ${shared.count++}` };
    }),
    /disturb/,
  ]],
  "no-records": [[
    "needs one",
    opening(() => {
      let last: Word | undefined;
      return { apply: (record) => void (last = record), end: () => [last!.word] };
    }),
    /undefined/,
  ]],
  abort: [["waits for ever", {
    ...honestTransform,
    make: () =>
      function wait(record, { signal }) {
        return signal.aborted ? new Promise(() => {}) : record;
      },
  }, /never settles/]],
};
