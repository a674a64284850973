import assert from "node:assert/strict";
import { zip } from "../../../support/zip_writer.ts";
import { InputError } from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { conversations, list, settings } from "./workbench.ts";

/** A small generator, so that a failing mutant can be made again (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function mutate(bytes: Uint8Array<ArrayBuffer>, next: (below: number) => number): Uint8Array<ArrayBuffer> {
  let made = bytes.slice();
  for (let i = 0; i <= next(4); i++) {
    const at = next(made.length);
    const kind = next(5);
    if (kind === 0) made[at] ^= 1 << next(8);
    else if (kind === 1) made[at] = [0, 0xff, 0x50, 0x7f][next(4)];
    else if (kind === 2) made = made.slice(0, Math.max(1, at));
    else if (kind === 3) made = new Uint8Array([...made.slice(0, at), ...made.slice(at + 1 + next(40))]);
    else made = new Uint8Array([...made.slice(0, at), ...made.slice(Math.max(0, at - next(60)))]);
    if (made.length === 0) made = new Uint8Array(1);
  }
  return made;
}

Deno.test("damaged archives give what can be read or an InputError, in bounded time and size", async () => {
  const corpus = [
    zip(settings("c1", "c2")),
    zip(settings("c1").map((member) => ({ ...member, flags: 8 })), { comment: "exported" }),
    zip(
      [{ name: "conversations-000.json", data: conversations("a") }, { name: "inner.zip", data: zip(settings("b")) }],
      {
        zip64: true,
      },
    ),
  ];
  const started = performance.now();
  let [read, refused] = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const bytes = mutate(corpus[seed % corpus.length], numbers(seed));
    const before = performance.now();
    try {
      const archive = await list(bytes);
      for (const entry of archive.entries) {
        try {
          assert.ok((await archive.read(entry.name)).length <= 1 << 20, `seed ${seed}`);
          read++;
        } catch (error) {
          assert.ok(error instanceof InputError, `seed ${seed}: ${error}`);
          refused++;
        }
      }
    } catch (error) {
      assert.ok(error instanceof InputError, `seed ${seed}: ${error}`);
      refused++;
    }
    assert.ok(performance.now() - before < 10_000, `seed ${seed} took too long`);
  }
  assert.ok(read > 300 && refused > 100, `${read} read, ${refused} refused: the mutants are too tame or too wild`);
  assert.ok(performance.now() - started < 60_000);
});
