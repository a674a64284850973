/** Chains that do not fit do not compile: each wrong line of the case says what is expected of the type checker. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PLUGINS } from "../../cli/registry.ts";

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

Deno.test("configs: wrong options and wrong chains do not compile, each at its own line; what fits does", async () => {
  const { ok, said } = await check(here("./types/configs.ts"));
  assert.ok(ok, said);
});

Deno.test("configs: a red line is at the wrong option alone; the types know exactly the plugins of the registry", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  const names = (...kinds: string[]) => {
    const all = PLUGINS.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => JSON.stringify(name));
    return all.join(" | ") || "never";
  };
  try {
    await Deno.writeTextFile(
      path,
      `import { type Conversation, defineConfig, type FirstParty } from "${new URL("../../mod.ts", import.meta.url)}";
defineConfig({
  pipelines: {
    chats: {
      source: { use: "chatgpt", path: "x" },
      through: [
        (chat: Conversation) => chat.messages.length,
      ],
      to: [
        { use: "jsonl", path: "x", recrods: "message" },
        { use: "sqlite" },
      ],
      maxDelete: "much",
    },
  },
});
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;
const sources: Same<keyof FirstParty["sources"], ${names("source")}> = true;
const transforms: Same<keyof FirstParty["transforms"], ${names("transform", "derivation")}> = true;
const sinks: Same<keyof FirstParty["sinks"], ${names("store", "file")}> = true;
const ledgers: Same<keyof FirstParty["ledgers"], ${names("ledger")}> = true;
console.log(sources, transforms, sinks, ledgers);
`,
    );
    const { ok, said } = await check(path);
    assert.ok(!ok);
    const lines = [...said.matchAll(/^ +at file:[^\n]*\.ts:(\d+):(\d+)$/gm)].map(([, line, column]) =>
      `${line}:${column}`
    );
    assert.deepEqual([...new Set(lines)], ["10:36", "11:11", "13:7"]);
    assert.match(said, /"\\"recrods\\" is unknown to jsonl"/);
    assert.match(said, /does not take what is handed to it here/);
  } finally {
    await Deno.remove(path);
  }
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
