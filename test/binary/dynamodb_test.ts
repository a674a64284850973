/** The example as a compiled program: its flags, its permissions baked in, and DynamoDB. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSampleExport } from "../../examples/sample_export/mod.ts";
import { temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { service } from "../support/services.ts";
import { ROOT, runIn, runModule, scratchFolder, testsOf } from "./support.ts";

const folder = await scratchFolder();
const program = join(folder, "chats");
const server = service("dynoxide");
const endpoint = server?.url ?? "http://127.0.0.1:8000";
const example = join(ROOT, "examples/chatgpt_to_dynamodb.ts");
const flags = ["export.zip", "--endpoint", endpoint, "--region", "us-east-1", "--create-table"];
const built = await runModule(folder, "cli/mod.ts", ["compile", example, "-o", program, "--", ...flags]);
const test = testsOf("the example", built);

test("examples/chatgpt_to_dynamodb.ts compiles to a program with flags of its own", async () => {
  const help = await runIn(folder, program, ["--help"]);
  assert.equal(help.code, 0, help.err);
  for (const flag of ["--table", "--region", "--endpoint", "--create-table", "--weaviate", "--settings", "--mirror"]) {
    assert.ok(help.out.includes(flag), flag);
  }
});

test("the compiled example writes a table, and nothing the second time", async () => {
  // What runs where no server does is said by the tests of the plugin.
  if (!server) return;
  await using table = await temporaryTable({ endpoint, make: false });
  await writeSampleExport(join(folder, "export.zip"), { edition: 1 });
  for (const first of [true, false]) {
    const done = await runIn(folder, program, [...flags, "--table", table.table, "--json"]);
    assert.equal(done.code, 0, done.err);
    const { sinks } = JSON.parse(done.out.trimEnd().split("\n").at(-1)!);
    assert.equal(sinks.dynamodb.puts > 0, first);
  }
});
