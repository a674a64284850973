/** Chains that do not fit do not compile: each wrong line of the case says what is expected of the type checker. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

async function check(path: string): Promise<{ ok: boolean; said: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", fileURLToPath(new URL(path, import.meta.url))],
    env: { NO_COLOR: "1" },
  }).output();
  return { ok: success, said: new TextDecoder().decode(stderr) };
}

Deno.test("chains: what a sink or transform needs and is not given does not compile; what fits does", async () => {
  const { ok, said } = await check("./types/chains.ts");
  assert.ok(ok, said);
});

Deno.test("chains: the check bites: an expectation that nothing meets is an error", async () => {
  const { ok, said } = await check("./types/planted.ts");
  assert.ok(!ok);
  assert.match(said, /TS2578/);
});
