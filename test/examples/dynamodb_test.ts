/** The example that keeps DynamoDB and Weaviate in step: as a script, by flags, file and environment, and as a config. */
import assert from "node:assert/strict";
import { writeSampleExport } from "../../examples/sample_export/mod.ts";
import type { Report } from "../../mod.ts";
import { temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { temporaryCollection } from "../../plugins/weaviate/mod.ts";
import { inFolder } from "../support/plugin_context.ts";
import { serviceTest } from "../support/services.ts";

const EXAMPLE = new URL("../../examples/chatgpt_to_dynamodb.ts", import.meta.url);
const COMMAND = new URL("../../cli/mod.ts", import.meta.url).pathname;

/** Puts the example into a folder of its own, where its state may lie; it imports the package where it is. */
async function copyExample(folder: string): Promise<string> {
  const text = await Deno.readTextFile(EXAMPLE);
  const path = `${folder}/chatgpt_to_dynamodb.ts`;
  await Deno.writeTextFile(path, text.replaceAll(/"(\.\.?\/[^"]+)"/g, (_, to) => `"${new URL(to, EXAMPLE).href}"`));
  return path;
}

async function deno(folder: string, args: string[], env: { [name: string]: string } = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--no-check", ...args],
    cwd: folder,
    env: { NO_COLOR: "1", OPENAI_API_KEY: "", ...env },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

function reportOf({ out, err }: { out: string; err: string }): Report {
  const last = out.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(last.startsWith("{"), `${out}${err}`);
  return JSON.parse(last);
}

const writes = ({ sinks }: Report) => Object.values(sinks).map(({ puts, deletes }) => puts + deletes);

serviceTest("examples/chatgpt_to_dynamodb.ts keeps both stores equal to the export", ["dynoxide", "weaviate"], (
  [{ url: endpoint }, { url }],
) =>
  inFolder(async (folder) => {
    await using table = await temporaryTable({ endpoint, make: false });
    await using made = temporaryCollection({ url });
    const script = await copyExample(folder);
    await writeSampleExport(`${folder}/one.zip`, { edition: 1 });
    await writeSampleExport(`${folder}/two.zip`, { edition: 2 });
    // The address by the environment, the names by a file, what is made by a flag.
    const settings = { table: table.table, weaviate: url, collection: made.collection };
    await Deno.writeTextFile(`${folder}/settings.json`, JSON.stringify(settings));
    const env = { AWS_ENDPOINT_URL_DYNAMODB: endpoint };
    const call = async (...words: string[]) =>
      reportOf(await deno(folder, ["-A", script, ...words, "--settings", "settings.json", "--json"], env));
    const first = await call("one.zip", "--create-table");
    assert.equal(first.status, "ok");
    assert.ok(writes(first).every((count) => count > 100), JSON.stringify(first.sinks));
    const planned = await deno(folder, ["-A", script, "plan", "two.zip", "--settings", "settings.json"], env);
    assert.equal(planned.code, 0, planned.err);
    const second = await call("two.zip", "--mirror");
    assert.ok(writes(second).every((count) => count > 5 && count < 40), JSON.stringify(second.sinks));
    const third = await call("two.zip", "--mirror");
    assert.deepEqual(writes(third), [0, 0]);
    const items = await Array.fromAsync(table.items());
    const objects = await Array.fromAsync(made.objects());
    const messages = items.filter(({ ItemType }) => JSON.stringify(ItemType).includes("MSG#"));
    assert.equal(messages.length, objects.length, "both hold the same messages");
    assert.ok(messages.some(({ ContentEmbedding }) => ContentEmbedding !== undefined));
  }));

serviceTest("a config names both stores and the derivation between, and runs with what it declares", [
  "dynoxide",
  "weaviate",
], (
  [{ url: endpoint }, { url, grpcPort }],
) =>
  inFolder(async (folder) => {
    await using table = await temporaryTable({ endpoint, make: false });
    await using made = temporaryCollection({ url });
    await writeSampleExport(`${folder}/export.zip`, { edition: 1 });
    const config = {
      pipelines: {
        chats: {
          source: { use: "chatgpt", path: "export.zip" },
          through: [{ use: "embed", engine: "hashed", dimensions: 64 }],
          to: [
            { use: "dynamodb", table: table.table, region: "us-east-1", endpoint, createTable: true },
            { use: "weaviate", url, grpcPort: Number(grpcPort), collection: made.collection },
          ],
        },
      },
    };
    await Deno.writeTextFile(`${folder}/threadloom.json`, JSON.stringify(config));
    const report = reportOf(await deno(folder, ["-A", COMMAND, "run", "--json"]));
    assert.equal(report.status, "ok");
    assert.ok(writes(report).every((count) => count > 100));
    assert.deepEqual(writes(reportOf(await deno(folder, ["-A", COMMAND, "run", "--json"]))), [0, 0]);
  }));
