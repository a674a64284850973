/** Pipelines of a config are run as the command runs them, with the permissions they say they need and no others. */
import assert from "node:assert/strict";
import { runWith } from "../../../conformance/permissions.ts";
import { permissionFlags } from "../../../core/permissions.ts";
import type { Permissions } from "../../../core/plugin.ts";
import { writeSampleExport } from "../../../examples/sample_export/mod.ts";
import { inTree, loadFile, ROOT, withFiles } from "./support.ts";

const VERB = `import { definePlugin } from "${ROOT}mod.ts";
import { z } from "${ROOT}deps/zod.ts";
import { shout } from "./shout.ts";
export default definePlugin({ name: "shorten", kind: "transform", summary: "Shorter.", accepts: ["conversation"],
  options: z.strictObject({ length: z.int() }), permissions: () => ({}),
  create: ({ length }) => ({ kind: "transform", name: "shorten",
    open: () => ({ apply: ({ id, title }) => ({ id, title: shout(title ?? "").slice(0, length) }) }) }) });
`;

const YAML = `
pipelines:
  chats:
    source: { use: chatgpt, path: export.zip }
    to: { use: sqlite, path: chats.db }
  titles:
    source: { pipeline: chats }
    through: [{ use: ./shorten.ts, length: { env: TITLE_LENGTH } }]
    to:
      - { use: jsonl, path: out/titles.jsonl }
      - when: title contains "A"
        to: { use: jsonl, path: out/with_a.jsonl, name: with_a }
    ledger: { use: json }
`;

/** What the command does with one pipeline. */
function program(file: string, name: string): string {
  return `
    import { loadConfig } from "${ROOT}cli/config/load.ts";
    import { run } from "${ROOT}mod.ts";
    const load = (module) => import(new URL(module, "${ROOT}cli/").href);
    const { pipelines } = await loadConfig(${JSON.stringify(file)}, { load, only: [${JSON.stringify(name)}] });
    const { name, pipeline, ledger, stateFolder, mirror } = pipelines.get(${JSON.stringify(name)});
    const report = await run(pipeline, { name, stateFolder, mirror, ...(ledger ? { ledger } : {}) });
    console.log(JSON.stringify(report));
  `;
}

Deno.test("a config's pipelines run one after the other, each with exactly the permissions it says it needs", async () => {
  const files = {
    "threadloom.yaml": YAML,
    "shorten.ts": VERB,
    "shout.ts": "export const shout = (t) => t.toUpperCase();",
  };
  await withFiles(files, async (folder) => {
    await writeSampleExport(`${folder}/export.zip`, { edition: 1 });
    await Deno.mkdir(`${folder}/out`);
    const file = `${folder}/threadloom.yaml`;
    Deno.env.set("TITLE_LENGTH", "8");
    try {
      const { pipelines } = await loadFile(file, { TITLE_LENGTH: "8" });
      const needs = (name: string): Permissions[] => {
        const pipeline = pipelines.get(name);
        assert.ok(pipeline);
        return [pipeline.permissions, ...pipeline.plugins.map(({ permissions }) => permissions)];
      };
      for (const name of ["chats", "titles"]) {
        const { code, stdout, stderr } = await runWith(needs(name), program(file, name));
        assert.equal(code, 0, stderr);
        const { pipeline, status, source } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
        assert.deepEqual([pipeline, status, source.dead], [name, "ok", 0]);
        assert.ok(source.passed > 10);
      }
      const lines = (await Deno.readTextFile(`${folder}/out/titles.jsonl`)).trimEnd().split("\n").map((one) =>
        JSON.parse(one)
      );
      for (const { title } of lines) assert.ok(title.length <= 8 && title === title.toUpperCase(), title);
      assert.ok((await Deno.stat(`${folder}/.threadloom/chats/ledger.db`)).isFile);
      assert.ok((await Deno.stat(`${folder}/.threadloom/titles/ledger.json`)).isFile);
      const withA = (await Deno.readTextFile(`${folder}/out/with_a.jsonl`)).trimEnd().split("\n").map((one) =>
        JSON.parse(one)
      );
      assert.deepEqual(withA, lines.filter(({ title }) => title.includes("A")));
      assert.ok(withA.length > 0 && withA.length < lines.length);

      const flags = permissionFlags(...needs("titles"));
      assert.match(flags.join(" "), /--allow-env=\S*TITLE_LENGTH/);
      for (const flag of flags) assert.match(flag, /^--allow-(read|write|env)=./);
      const without = needs("titles").map(({ read, ...rest }) => ({
        ...rest,
        read: read?.filter((path) => !path.endsWith("shout.ts")),
      }));
      const refused = await runWith(without, program(file, "titles"));
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr, /shout\.ts/);
    } finally {
      Deno.env.delete("TITLE_LENGTH");
    }
  });
});

Deno.test("a variable that may not be read is a mistake that names the permission", async () => {
  await withFiles(
    { "threadloom.yaml": YAML, "shorten.ts": VERB, "shout.ts": "export const shout = (t) => t;" },
    async (folder) => {
      const { code, stderr } = await runWith(
        [{ read: [folder, inTree(".")], env: ["LOG_STREAM", "LOG_TOKENS"] }],
        program(`${folder}/threadloom.yaml`, "titles"),
      );
      assert.notEqual(code, 0);
      assert.match(
        stderr,
        /through\[0\]\.length: the environment variable "TITLE_LENGTH" may not be read, expected --allow-env=TITLE_LENGTH/,
      );
    },
  );
});
