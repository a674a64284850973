import assert from "node:assert/strict";
import * as threadloom from "../mod.ts";

Deno.test("mod.ts exports these values, and no others", () => {
  assert.deepEqual(Object.keys(threadloom).sort(), [
    "CannotRunError",
    "PLUGIN",
    "PipelineError",
    "apply",
    "branch",
    "canonical",
    "concurrency",
    "createHashed",
    "deadLetters",
    "dedupe",
    "defineConfig",
    "definePipeline",
    "definePlugin",
    "derivedOf",
    "describe",
    "digest",
    "drop",
    "env",
    "filter",
    "fingerprint",
    "flatMap",
    "forget",
    "from",
    "groupBy",
    "identify",
    "isPlugin",
    "isRemote",
    "limit",
    "map",
    "permissionFlags",
    "permissionsOf",
    "pick",
    "pipelinePermissions",
    "placePermissions",
    "plan",
    "rateLimit",
    "readPermissions",
    "rename",
    "replay",
    "retry",
    "run",
    "runCli",
    "runPermissions",
    "sample",
    "stampOf",
    "status",
    "text",
    "through",
    "title",
    "transience",
    "transient",
    "unitePermissions",
    "verify",
    "visitRecords",
    "withDerived",
  ]);
});

Deno.test("importing mod.ts loads no ledger and no third party", async () => {
  const root = new URL("../mod.ts", import.meta.url);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", root.pathname] }).output();
  interface Module {
    specifier: string;
    dependencies?: { isDynamic?: boolean; code?: { specifier?: string } }[];
  }
  const graph: { modules: Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const loaded = new Set([root.href]);
  for (const specifier of loaded) {
    for (const { isDynamic, code } of modules.get(specifier)?.dependencies ?? []) {
      if (!isDynamic && code?.specifier) loaded.add(code.specifier);
    }
  }
  const ours = [...loaded].filter((specifier) => !specifier.startsWith("node:"));
  assert.ok(ours.length > 30, "the graph was walked");
  const odd = ours.filter((specifier) =>
    !/^file:.*\/(core|config|host)\/|\/mod\.ts$/.test(specifier) || /plugins|deps/.test(specifier)
  );
  assert.deepEqual(odd, []);
});
