/** Chains that do not fit do not compile: each wrong line of the case says what is expected of the type checker. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

/** The path of a case beside this file. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function check(path: string): Promise<{ ok: boolean; said: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", path],
    env: { NO_COLOR: "1" },
  }).output();
  return { ok: success, said: new TextDecoder().decode(stderr) };
}

Deno.test("chains: what a sink or transform needs and is not given does not compile; what fits does", async () => {
  const { ok, said } = await check(here("./types/chains.ts"));
  assert.ok(ok, said);
});

Deno.test("chains: map, flatMap, pick, rename and branch know the fields of the records they are given", async () => {
  const { ok, said } = await check(here("./types/transforms.ts"));
  assert.ok(ok, said);
});

Deno.test("chains: the check bites: an expectation that nothing meets is an error", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      path,
      `import { from } from "${new URL("../../mod.ts", import.meta.url)}";
import { memoryStore } from "${new URL("../../plugins/memory/mod.ts", import.meta.url)}";
// This fits, so the expectation is wrong.
// @ts-expect-error -- planted
from([{ id: "a" }]).to(memoryStore<{ id: string }>());
`,
    );
    const { ok, said } = await check(path);
    assert.ok(!ok);
    assert.match(said, /TS2578/);
  } finally {
    await Deno.remove(path);
  }
});
