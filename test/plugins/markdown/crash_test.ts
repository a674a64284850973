import assert from "node:assert/strict";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { dyingFiles, Killed } from "../../support/dying_files.ts";
import { contents, follow } from "./follow.ts";
import { conversation, message } from "./support.ts";

function chat(id: string, title: string, text: string, updatedAt = 1): Conversation {
  return conversation([message("user", [text], { id: "m" })], { id, title, updatedAt });
}

const before = [chat("a", "A", "one"), chat("b", "B", "one"), chat("c", "C", "one"), chat("d", "D", "one")];
const after = [
  chat("a", "A renamed", "two", 2),
  chat("b", "B", "two", 2),
  chat("d", "D renamed", "one"),
  chat("e", "E", "new"),
];
const gone = ["c"];

/** Every store has the same identity here, so that whole folders can be compared. */
function context(changes: Partial<Context> = {}): Context {
  return pluginContext({ random: { next: () => 0, id: () => "store" }, ...changes });
}

/** Runs until it is killed at effect `at`; false when it came to its end before. */
async function killedAt(at: number, path: string, batch: number): Promise<boolean> {
  const { files, effects } = dyingFiles(context().files, at);
  try {
    await follow({ path }, after, { gone, batch, context: context({ files }) });
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return effects() >= at;
}

async function undisturbed(batch: number): Promise<Record<string, string>> {
  let found = {};
  await inFolder(async (path) => {
    await follow({ path }, before, { context: context() });
    await follow({ path }, after, { gone, batch, context: context() });
    found = contents(path);
  });
  return found;
}

for (const batch of [1, 5]) {
  Deno.test(`markdownStore() ends the same after a kill at any point, ${batch} changes a batch`, async () => {
    const expected = await undisturbed(batch);
    assert.equal(Object.keys(expected).length, 5);
    let points = 0;
    for (let at = 1, going = true; going; at++) {
      await inFolder(async (path) => {
        await follow({ path }, before, { context: context() });
        going = await killedAt(at, path, batch);
        if (at % 3 === 0) await killedAt(1 + at % 11, path, batch);
        const { failures } = await follow({ path }, after, { gone, batch: 2, context: context() });
        assert.deepEqual(failures, [], `killed at ${at}`);
        assert.deepEqual(contents(path), expected, `killed at ${at}`);
      });
      points = at;
    }
    assert.ok(points > 30, `${points} points`);
  });
}

Deno.test("markdownStore() ends the same after a kill at any point of the first run", async () => {
  const expected = await (async () => {
    let found = {};
    await inFolder(async (path) => {
      await follow({ path }, after, { context: context() });
      found = contents(path);
    });
    return found;
  })();
  for (let at = 1, going = true; going; at++) {
    await inFolder(async (folder) => {
      const path = `${folder}/new/chats`;
      going = await killedAt(at, path, 2);
      assert.deepEqual((await follow({ path }, after, { context: context() })).failures, []);
      assert.deepEqual(contents(path), expected, `killed at ${at}`);
    });
  }
});

Deno.test("markdownStore() knows its own bytes after a kill at any point, also when the source went on meanwhile", async () => {
  const later = after.map((record) => chat(record.id, `${record.title} later`, "three", 3));
  for (let at = 1, going = true; going; at++) {
    await inFolder(async (path) => {
      await follow({ path }, before, { context: context() });
      going = await killedAt(at, path, 5);
      const { failures } = await follow({ path }, later, { gone, context: context() });
      assert.deepEqual(failures, [], `killed at ${at}`);
      assert.equal(Object.keys(contents(path)).length, later.length + 1, `killed at ${at}`);
    });
  }
});

Deno.test("markdownStore() never has two files of a conversation, nor none, while a title changes", async () => {
  for (let at = 1, going = true; going; at++) {
    await inFolder(async (path) => {
      await follow({ path }, before, { context: context() });
      going = await killedAt(at, path, 5);
      const names = Object.keys(contents(path)).filter((name) => name.endsWith(".md"));
      assert.equal(names.filter((name) => name.startsWith("undated_A")).length, 1, `killed at ${at}`);
      assert.equal(names.filter((name) => name.startsWith("undated_D")).length, 1, `killed at ${at}`);
    });
  }
});

Deno.test("markdownStore() takes an owner's edit between a kill and the next run for an edit", async () => {
  await inFolder(async (path) => {
    await follow({ path }, before, { context: context() });
    let at = 1;
    while (!Object.keys(contents(path)).some((name) => name.includes("A renamed"))) await killedAt(at++, path, 5);
    const [name] = Object.keys(contents(path)).filter((name) => name.includes("A renamed"));
    await Deno.writeTextFile(`${path}/${name}`, "my own words");
    const { failures } = await follow({ path }, after, { gone, context: context() });
    assert.deepEqual(failures.map(({ unit, error }) => [unit, (error as Error).name]), [["a", "EditedByOwnerError"]]);
    assert.equal(contents(path)[name], "my own words");
  });
});
