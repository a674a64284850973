/**
 * The whole of it by a config file: an export, and later ones of the same account, through embeddings of a server into
 * DynamoDB and Weaviate at once. What they hold after each, and what was paid.
 *
 * @module
 */
import assert from "node:assert/strict";
import { plan, type Report, run, verify } from "../../mod.ts";
import { temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { temporaryCollection } from "../../plugins/weaviate/mod.ts";
import { loadFile, withFiles } from "../cli/config/support.ts";
import {
  FIRST,
  LAST,
  LATER,
  NEW_TEXTS,
  original,
  readExport,
  updated,
  writeExport,
} from "../support/account_in_time.ts";
import { embeddingServer } from "../support/embedding_server.ts";
import { type ServiceName, serviceTest } from "../support/services.ts";
import { bothHold, keyGate } from "./support.ts";

const KEYS = { WEAVIATE_API_KEY: "weaviate-key-of-the-test", OPENAI_API_KEY: "openai-key-of-the-test" };
const DIMENSIONS = 24;

const changes = ({ sinks }: Report) => Object.values(sinks).map(({ puts, deletes }) => [puts, deletes]);
const costs = ({ metrics }: Report) => [metrics["embedding.calls"] ?? 0, metrics["embedding.tokens"] ?? 0];

async function follows(endpoint: string, upstream: string, mirror: boolean): Promise<void> {
  await using table = await temporaryTable({ endpoint, make: false });
  await using collection = temporaryCollection({ url: upstream });
  await using gate = keyGate(upstream, KEYS.WEAVIATE_API_KEY);
  await using openai = embeddingServer({ apiKey: KEYS.OPENAI_API_KEY });
  const chats = {
    source: { use: "chatgpt", path: "exports" },
    through: [{
      use: "embed",
      model: "text-embedding-3-small",
      baseUrl: openai.baseUrl,
      apiKey: { env: "OPENAI_API_KEY" },
      dimensions: DIMENSIONS,
    }],
    to: [
      { use: "dynamodb", table: table.table, region: "eu-central-1", endpoint, createTable: true },
      {
        use: "weaviate",
        url: gate.url,
        collection: collection.collection,
        apiKey: { env: "WEAVIATE_API_KEY" },
      },
    ],
    mirror,
  };
  await withFiles({ "threadloom.json": { pipelines: { chats } } }, async (folder) => {
    const load = async () => {
      const { pipelines } = await loadFile(`${folder}/threadloom.json`, KEYS);
      const { name, pipeline, stateFolder, mirror } = pipelines.get("chats")!;
      return [pipeline, { name, stateFolder, mirror }] as const;
    };
    const vectorOf = (text: string) => openai.vectorOf(text, DIMENSIONS);
    /** What a plan says it costs, and what the run then is, and costs. */
    const planAndRun = async (): Promise<Report> => {
      const { estimate } = await plan(...await load());
      const asked = openai.asked.length;
      const report = await run(...await load());
      assert.equal(report.status, "ok", JSON.stringify(report));
      assert.ok(openai.asked.length - asked >= estimate.calls);
      assert.equal(costs(report)[0] > 0, estimate.calls > 0, "what is planned is what is paid");
      return report;
    };
    const put = async (at: number, chats = updated()) => {
      await Deno.remove(`${folder}/exports`, { recursive: true }).catch(() => undefined);
      await Deno.mkdir(`${folder}/exports`);
      return await readExport(await writeExport(`${folder}/exports`, chats, at));
    };

    const one = await put(FIRST, original());
    const { estimate } = await plan(...await load());
    assert.deepEqual([openai.asked.length, estimate.calls], [0, 1], "a plan asks nobody, and counts a text once");
    assert.deepEqual(changes(await planAndRun()), [[30, 0], [24, 0]]);
    assert.deepEqual(openai.paid.splice(0).sort(), one.flatMap(textsOf).sort(), "each once, for both stores");
    await bothHold({ table, collection }, one, vectorOf);

    const two = await put(LATER);
    const gone = one.filter(({ id }) => id === "gone");
    const held = mirror ? two : [...two, ...gone];
    const second = await planAndRun();
    assert.deepEqual([second.metrics.gone ?? 0, second.metrics.removed ?? 0], mirror ? [0, 1] : [1, 0]);
    assert.deepEqual(openai.paid.splice(0).sort(), [...NEW_TEXTS].sort());
    await bothHold({ table, collection }, held, vectorOf);

    const untouched = async (about: string) => {
      const [asked, before] = [openai.asked.length, gate.asked.length];
      const report = await planAndRun();
      assert.deepEqual([changes(report), costs(report)], [[[0, 0], [0, 0]], [0, 0]], about);
      assert.equal(report.metrics["dynamodb.writeUnits"], undefined, about);
      assert.equal(openai.asked.length, asked, about);
      assert.ok(!gate.asked.slice(before).some((one) => one.includes("/batch/")), about);
    };
    await untouched("a third run writes nothing and asks for nothing");
    assert.deepEqual((await verify(...await load())).differences, []);
    await Deno.remove(`${folder}/.threadloom`, { recursive: true });
    await untouched("nor does one that has lost its ledger and its cache");
    const { differences } = await verify(...await load());
    // Of what no export has any longer a new ledger knows nothing.
    assert.deepEqual([...new Set(differences.map(({ mark, scope }) => mark + scope))], mirror ? [] : ["+gone"]);

    // The cache is lost: the stores are it for what stands still, and one edit is paid for once for both.
    const [edited, ...rest] = updated().toReversed();
    edited.messages[0].text = "a single edit";
    edited.updateTime += 2000;
    const three = await put(LAST, [edited, ...rest]);
    const costsOf = (await plan(...await load())).estimate;
    const last = await planAndRun();
    assert.deepEqual(openai.paid.splice(0), ["a single edit"]);
    assert.deepEqual([costsOf.calls, costsOf.tokens], [1, 3]);
    assert.deepEqual(costs(last), [1, 3]);
    assert.deepEqual(changes(last).map(([puts]) => puts), [2, 1], "a message in each, and its conversation");
    await bothHold({ table, collection }, mirror ? three : [...three, ...gone], vectorOf);
  });
}

function textsOf({ messages, branches }: { messages: { parts: readonly unknown[] }[]; branches: unknown[] }): string[] {
  return [...messages, ...branches as typeof messages].map(({ parts }) => (parts[0] as { text: string }).text);
}

for (const server of ["dynamodb", "dynoxide"] as const satisfies ServiceName[]) {
  for (const mirror of [false, true]) {
    serviceTest(
      `a config keeps both stores equal to the exports and pays for each text once, ${
        mirror ? "with" : "without"
      } mirror, on ${server}`,
      [server, "weaviate"],
      ([{ url: endpoint }, { url }]) => follows(endpoint, url, mirror),
    );
  }
}
