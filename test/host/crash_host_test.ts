import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { countEffects, crashAt } from "../support/crash_host.ts";

const child = fileURLToPath(new URL("../support/crash_child.ts", import.meta.url));
const writes = (name: string) => [`create ${name}`, `write ${name}`, `commit ${name}`, `committed ${name}`];
const names = ["make folder out", ...writes("a.txt"), "between", ...writes("b.txt")];

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-crash-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whole files under `out`, and the length of what is left of unfinished ones. */
function left(folder: string): { whole: string[]; unfinished: number[] } {
  const out = { whole: [] as string[], unfinished: [] as number[] };
  try {
    for (const { name } of Deno.readDirSync(`${folder}/out`)) {
      if (name.includes(".tmp-")) out.unfinished.push(Deno.statSync(`${folder}/out/${name}`).size);
      else out.whole.push(`${name}: ${Deno.readTextFileSync(`${folder}/out/${name}`)}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  out.whole.sort();
  return out;
}

Deno.test("countEffects() names every effect of a child, in order", () =>
  inFolder(async (folder) => {
    assert.deepEqual(await countEffects(child, [folder]), names);
    assert.deepEqual(left(folder), { whole: ["a.txt: the new a", "b.txt: the new b"], unfinished: [] });
  }));

Deno.test("crashAt() ends the child at each effect, and no half file ever has its name", async () => {
  for (let at = 1; at <= names.length; at++) {
    await inFolder(async (folder) => {
      assert.equal((await crashAt(child, [folder], at)).crashed, true, names[at - 1]);
      const { whole, unfinished } = left(folder);
      assert.equal(whole.length, at < 5 ? 0 : at < 10 ? 1 : 2, names[at - 1]);
      for (const line of whole) assert.match(line, /^([ab])\.txt: the new \1$/);
      assert.deepEqual(
        unfinished,
        names[at - 1].startsWith("write") ? [4] : names[at - 1].startsWith("commit ") ? [9] : [],
      );
      assert.equal((await crashAt(child, [folder], names.length + 1)).code, 0);
      assert.deepEqual(left(folder).whole, ["a.txt: the new a", "b.txt: the new b"]);
    });
  }
});

Deno.test("crashAt() without half writes leaves an empty temporary file", () =>
  inFolder(async (folder) => {
    assert.equal((await crashAt(child, [folder], 3, false)).crashed, true);
    assert.deepEqual(left(folder), { whole: [], unfinished: [0] });
  }));
