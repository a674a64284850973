/** What the thread that reads ahead answers: each request in its turn. */
import assert from "node:assert/strict";
import { type Answer, reader } from "../../../core/engine/read_ahead.ts";
import { plainContext } from "../../../host/workers.ts";

Deno.test("help is answered in the order in which it was asked for, also while its module is still being loaded", async () => {
  const module = { help: (part: unknown) => Promise.resolve(part) };
  const loading: ((module: unknown) => void)[] = [];
  const answers: Answer[] = [];
  const all = Promise.withResolvers<void>();
  const handle = reader(
    plainContext(new AbortController().signal, new Map()),
    () => new Promise((resolve) => void loading.push(resolve)),
    (answer) => void (answers.push(answer) === 3 && all.resolve()),
  );
  for (const part of ["first", "second", "third"]) handle({ help: { module: "file:///help.ts", part } });
  // An import that began later may be told earlier that it has ended.
  while (answers.length < 3) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const resolve of loading.splice(0).reverse()) resolve(module);
  }
  await all.promise;
  assert.deepEqual(answers.map(({ helped }) => helped), ["first", "second", "third"]);
});
