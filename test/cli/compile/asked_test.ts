import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { askPermissions, askVersion, shellWords } from "../../../cli/compile/asked.ts";
import { scriptModules } from "../../../cli/compile/script.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DENO = [Deno.execPath()] as const;

Deno.test("words of a shell's line are read as the shell would", () => {
  assert.deepEqual(
    shellWords(`deno run '--allow-read=a b,c'  --allow-net="h:1" x\\ y 'it'\\''s' ""`),
    ["deno", "run", "--allow-read=a b,c", "--allow-net=h:1", "x y", "it's", ""],
  );
});

Deno.test("a script's permissions keep hosts and variables; reading and writing are for any path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const script = join(folder, "s.ts");
    const print = (line: string) => Deno.writeTextFile(script, `console.log(${JSON.stringify(line)});`);
    await print(
      "deno run --allow-read=a,b '--allow-write=c d' --allow-net=h:443 --allow-env=KEY --allow-import=h:443 s.ts",
    );
    assert.deepEqual(await askPermissions(DENO, script, []), {
      flags: ["--allow-read", "--allow-write", "--allow-net=h:443", "--allow-env=KEY"],
    });
    await print("t 1.2.3 (threadloom 9.9.9, deno 2.9.6)");
    assert.equal(await askVersion(DENO, script), "1.2.3");
    await Deno.writeTextFile(script, `Deno.writeTextFileSync("effect", "");`);
    const refused = await askPermissions(DENO, script, []);
    assert.ok("why" in refused && /write access/.test(refused.why));
    assert.equal(await askVersion(DENO, script), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a script's modules name its plugins and what the compiler cannot see", async () => {
  const { plugins, unseen, roots } = await scriptModules(DENO, join(ROOT, "examples/chatgpt_to_jsonl.ts"));
  assert.deepEqual(plugins, ["chatgpt", "jsonl", "ledger"]);
  assert.equal(roots.length, 1);
  assert.ok(unseen.includes(`${roots[0]}host/worker_main.ts`), unseen.join());
});

Deno.test("what the command imports by a computed specifier is named in binary.ts, or a library", async () => {
  const { unseen, roots: [root] } = await scriptModules(DENO, join(ROOT, "cli/binary.ts"));
  // Libraries are given to the compiler by scripts/compile.ts.
  const libraries = unseen.filter((url) => url.startsWith("npm:"));
  assert.deepEqual(unseen.filter((url) => url !== `${root}host/worker_main.ts` && !libraries.includes(url)), []);
  const binary = await Deno.readTextFile(join(ROOT, "cli/binary.ts"));
  assert.match(binary, /import\("\.\.\/host\/worker_main\.ts"\)/);
});
