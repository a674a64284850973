import assert from "node:assert/strict";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { dyingFiles, Killed } from "../../support/dying_files.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { chat, contents, folderOf, follow, png } from "./support.ts";

// Two share their bytes, so that one is a link to the other's.
const before = [chat("a", "A", "one", 1, png("a")), chat("b", "B", "one", 1, png("b")), chat("c", "C", "one")];
const after = [
  chat("a", "A renamed", "two", 2, png("a")),
  chat("b", "B", "two", 2, png("new")),
  chat("e", "E", "new", 1, png("new")),
];
const gone = ["c"];

/** Every store has the same identity here, so that whole folders can be compared. */
function context(changes: Partial<Context> = {}): Context {
  let ids = 0;
  return pluginContext({ random: { next: () => 0, id: () => ids++ === 0 ? "store" : `id${ids}` }, ...changes });
}

/** Runs until it is killed at effect `at`; false when it came to its end before. */
async function killedAt(at: number, path: string, records: Conversation[], batch: number): Promise<boolean> {
  const { files, effects } = dyingFiles(context().files, at);
  try {
    await follow({ path }, records, { gone, batch, context: context({ files }) });
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return effects() >= at;
}

async function left(work: (path: string) => Promise<unknown>): Promise<Record<string, string>> {
  let found = {};
  await inFolder(async (path) => {
    await work(path);
    found = contents(path);
  });
  return found;
}

Deno.test("archiveStore() ends the same after a kill at any point", async () => {
  const expected = await left(async (path) => {
    await follow({ path }, before, { context: context() });
    await follow({ path }, after, { gone, batch: 5, context: context() });
  });
  assert.ok(Object.keys(expected).length > 15);
  let points = 0;
  for (let at = 1, going = true; going; at++) {
    await inFolder(async (path) => {
      await follow({ path }, before, { context: context() });
      going = await killedAt(at, path, after, 5);
      // The recovery is killed, too, every third time.
      if (at % 3 === 0) await killedAt(1 + at % 17, path, after, 2);
      const { failures } = await follow({ path }, after, { gone, batch: 2, unfinished: true, context: context() });
      assert.deepEqual(failures, [], `killed at ${at}`);
      assert.deepEqual(contents(path), expected, `killed at ${at}`);
    });
    points = at;
  }
  assert.ok(points > 100, `${points} points`);
});

Deno.test("archiveStore() ends the same after a kill at every other point of the first run", async () => {
  const expected = await left((path) => follow({ path }, after, { context: context() }));
  for (let at = 1, going = true; going; at += 2) {
    await inFolder(async (folder) => {
      const path = `${folder}/new/archive`;
      going = await killedAt(at, path, after, 2);
      const { failures } = await follow({ path }, after, { unfinished: true, context: context() });
      assert.deepEqual(failures, [], `killed at ${at}`);
      assert.deepEqual(contents(path), expected, `killed at ${at}`);
    });
  }
});

Deno.test("archiveStore() knows its own bytes after a kill, also when the source went on meanwhile", async () => {
  const later = after.map((record) => chat(record.id, `${record.title} later`, "three", 3, png("later")));
  for (let at = 1, going = true; going; at += 4) {
    await inFolder(async (path) => {
      await follow({ path }, before, { context: context() });
      going = await killedAt(at, path, after, 5);
      const { failures } = await follow({ path }, later, { gone, context: context() });
      assert.deepEqual(failures, [], `killed at ${at}`);
      for (const { title } of later) {
        const name = folderOf(path, title!);
        const files = Object.keys(contents(path, name)).map((file) => file.slice(name.length + 1));
        assert.deepEqual(files.filter((file) => file.startsWith("media/")).length, 1, `killed at ${at}: ${files}`);
      }
    });
  }
});

Deno.test("archiveStore() takes an owner's edit between a kill and the next run for an edit", async () => {
  // A folder for each kill: what is killed here keeps its locks, unlike a process that is gone.
  for (let at = 1, edited = false; !edited; at++) {
    await inFolder(async (path) => {
      await follow({ path }, before, { context: context() });
      assert.ok(await killedAt(at, path, after, 5), "it came to its end before its folder had the new name");
      if (!Object.keys(contents(path)).some((name) => name.includes("A renamed"))) return;
      const page = `${path}/${folderOf(path, "A renamed")}/conversation.html`;
      await Deno.writeTextFile(page, "my own words");
      const { failures } = await follow({ path }, after, { gone, context: context() });
      assert.deepEqual(failures.map(({ unit, error }) => [unit, (error as Error).name]), [["a", "EditedByOwnerError"]]);
      assert.equal(await Deno.readTextFile(page), "my own words");
      edited = true;
    });
  }
});
