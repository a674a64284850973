/** A plugin of a user's that needs a package, started from a checkout, whose lock names only its own. */
import assert from "node:assert/strict";
import { ROOT, withFiles } from "./support.ts";

// The library is the checkout's own, so nothing is fetched; the specifier is not in its lock.
const PLUGIN = `import { z } from "npm:zod@4";
import { definePlugin } from "${ROOT}/mod.ts";
export const mine = definePlugin({
  name: "mine", kind: "transform", summary: "Keeps all.", accepts: ["conversation"], emits: "conversation",
  options: z.strictObject({}), permissions: () => ({}), create: () => (record: unknown) => record,
});`;

// A plugin of our own stands behind it: Deno imports nothing any more once the lock has refused something.
const CONFIG = {
  pipelines: {
    a: {
      source: { use: "chatgpt", path: "export.zip" },
      through: [{ use: "./mine.ts" }],
      to: { use: "markdown", path: "notes" },
    },
  },
};

Deno.test("a plugin whose packages the checkout's lock does not name is told with what to start instead", async () => {
  await withFiles({ "mine.ts": PLUGIN, "threadloom.json": CONFIG }, async (folder) => {
    const permissions = (...flags: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-A", ...flags, `${ROOT}/cli/mod.ts`, "permissions", "a"],
        cwd: folder,
        env: { NO_COLOR: "1" },
      }).output();
    const refused = await permissions();
    assert.equal(refused.code, 2);
    assert.match(
      new TextDecoder().decode(refused.stderr),
      /^threadloom: Cannot import "\.\/mine\.ts": it needs packages .* deno run --no-lock \(TypeError: The lockfile [^\n]*\)\n$/,
    );
    const allowed = await permissions("--no-lock");
    assert.equal(allowed.code, 0, new TextDecoder().decode(allowed.stderr));
  });
});
