/** Tokenizers by name: encodings, files of models, a hub, and what is taken when there is none. */
import assert from "node:assert/strict";
import { loadTokenizer } from "../../../plugins/finetune/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";

/** A model's tokenizer of whole words, with a token that begins each text. */
const MODEL = {
  version: "1.0",
  added_tokens: [
    { id: 0, content: "<unk>", special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
    { id: 1, content: "<s>", special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
  ],
  normalizer: null,
  pre_tokenizer: { type: "Whitespace" },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    pair: [],
    special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } },
  },
  decoder: null,
  model: { type: "WordLevel", vocab: { "<unk>": 0, "<s>": 1, tea: 2, "<": 3, s: 4, ">": 5 }, unk_token: "<unk>" },
};

Deno.test("js-tiktoken counts the same by its own code", async () => {
  const theirs = await loadTokenizer("js-tiktoken:cl100k_base", pluginContext());
  const ours = await loadTokenizer("cl100k_base", pluginContext());
  const text = "What's in the kettle? Чай, 茶, <|endoftext|> 🫖";
  assert.deepEqual(theirs.encode(text), ours.encode(text));
  assert.equal(theirs.count(text), ours.count(text));
});

Deno.test("a model's tokenizer.json counts, by its path or its folder's; special tokens in a text are text", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/tokenizer.json`, JSON.stringify(MODEL));
    for (const path of [`${folder}/tokenizer.json`, folder]) {
      const tokenizer = await loadTokenizer(path, pluginContext());
      assert.equal(tokenizer.count("tea tea tea"), 3);
      assert.equal(tokenizer.count(""), 0);
      assert.ok(!tokenizer.encode("<s> tea").includes(1), "what is written is no token that begins a text");
    }
    const special = await loadTokenizer(folder, pluginContext(), { special: true });
    assert.equal(special.count("tea tea tea"), 4);
  }));

Deno.test("a model's id is asked for at the hub", async () => {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return request.url.includes("/tea/") ? Response.json(MODEL) : new Response("no", { status: 404 });
  });
  try {
    const hub = `http://127.0.0.1:${server.addr.port}`;
    const tokenizer = await loadTokenizer("tea/kettle-1b", pluginContext(), { hub });
    assert.equal(tokenizer.count("tea tea"), 2);
    assert.deepEqual(asked, ["/tea/kettle-1b/resolve/main/tokenizer.json"]);
    await assert.rejects(
      loadTokenizer("no/model", pluginContext(), { hub }),
      /Cannot find tokenizer "no\/model": .* answers 404/,
    );
  } finally {
    await server.shutdown();
  }
});

Deno.test("a tokenizer that cannot be had is an error, or the fallback, which is said and counted", async () => {
  const warnings: string[] = [];
  const counts: string[] = [];
  const context = pluginContext({
    log: { debug() {}, info() {}, warn: (message) => void warnings.push(message) },
    count: (name) => void counts.push(name),
  });
  const tokenizer = await loadTokenizer("./nowhere/tokenizer.json", context, { fallback: "o200k_base" });
  assert.equal(tokenizer.name, "o200k_base");
  assert.deepEqual(counts, ["tokenizer fallback"]);
  assert.match(warnings.join(), /Cannot load tokenizer ".\/nowhere\/tokenizer.json", tokens are counted by o200k_base/);
  await assert.rejects(loadTokenizer("./nowhere/tokenizer.json", context), RangeError);
  await assert.rejects(loadTokenizer("o200kbase", context), /there are o200k_base, .*; did you mean "o200k_base"\?/);
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    await assert.rejects(loadTokenizer(folder, context), /Cannot read tokenizer ".*": expected a tokenizer.json/);
  });
});
