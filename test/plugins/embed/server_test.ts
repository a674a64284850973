/** Vectors by a server: every message once, packed, in order, and only what changed. */
import assert from "node:assert/strict";
import { deadLetters, forget, plan } from "../../../mod.ts";
import { embeddingServer } from "../../support/embedding_server.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { conversation, message, setup } from "./support.ts";

Deno.test("every message gets the vector of its text; a second run asks nothing", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ apiKey: "key-of-the-test" });
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, apiKey: "key-of-the-test" },
      conversation("a", "tea or coffee?", "  Tea, please.  "),
      conversation("b", "a third"),
    );
    const report = await test.run();
    assert.equal(report.status, "ok");
    assert.deepEqual(test.embedding("a", "m0")?.vector, server.vectorOf("tea or coffee?"));
    assert.deepEqual(
      test.embedding("a", "m1")?.vector,
      server.vectorOf("Tea, please."),
      "white space around is not sent",
    );
    assert.deepEqual([test.embedding("b", "m0")?.model, server.asked.length], ["text-embedding-3-small", 1]);
    const { "embedding.calls": calls, "embedding.tokens": tokens, "embedding.dollars": dollars } = report.metrics;
    assert.deepEqual([calls, tokens, dollars], [1, 7, 1.4e-7]);
    for (let i = 0; i < 2; i++) assert.equal((await test.run()).metrics["embedding.calls"], undefined);
    assert.equal(server.asked.length, 1);
    const sent = JSON.parse(server.asked[0].body);
    assert.deepEqual([sent.model, sent.encoding_format, "dimensions" in sent], [
      "text-embedding-3-small",
      "float",
      false,
    ]);
  }));

Deno.test("one edited message of a hundred costs one text", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const said = Array.from({ length: 100 }, (_, i) => `text number ${i}`);
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m", dimensions: 8 }, conversation("a", ...said));
    await test.run();
    said[42] = "another text";
    test.conversations[0] = conversation("a", ...said);
    const report = await test.run();
    assert.deepEqual([server.batches[1], report.sinks.memory.puts], [["another text"], 1]);
    assert.equal(JSON.parse(server.asked[1].body).dimensions, 8);
    assert.equal(test.embedding("a", "m42")?.model, "m@8");
  }));

Deno.test("equal texts are sent once, in a batch, over batches and over runs", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, fault: () => ({ kind: "delay", ms: 5 }) });
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, model: "m", maxBatchSize: 3 },
      ...Array.from({ length: 30 }, (_, i) => conversation(`c${i}`, "ok", `only ${i % 10}`, "ok", "ok ")),
    );
    await test.run();
    assert.deepEqual([...server.paid].sort(), [...new Set(server.paid)].sort());
    assert.equal(server.paid.length, 11);
    test.conversations.push(conversation("later", "ok"));
    await test.run();
    assert.equal(server.paid.length, 11);
    assert.deepEqual(test.embedding("later", "m0")?.vector, server.vectorOf("ok"));
  }));

Deno.test("messages without text, and hidden ones, are not sent; hidden ones are by option", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const chats = [conversation(
      "a",
      message("empty", ""),
      message("blank", " \n\t "),
      message("none", "", { parts: [] }),
      message("hidden", "a secret plan", { hidden: "tool" }),
      message("shown", "shown"),
    )];
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m" }, ...chats);
    const report = await test.run();
    assert.deepEqual([report.status, server.paid], ["ok", ["shown"]]);
    assert.equal(test.embedding("a", "empty"), undefined);
    const other = setup(`${folder}/other`, { baseUrl: server.baseUrl, model: "m", hidden: true }, ...chats);
    await other.run();
    assert.deepEqual(server.paid, ["shown", "a secret plan", "shown"]);
  }));

Deno.test("branches are embedded, too", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const chat = { ...conversation("a", "thread"), branches: [message("b0", "aside", { parentId: "m0" })] };
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m" }, chat);
    await test.run();
    assert.deepEqual(test.embedding("a", "b0")?.vector, server.vectorOf("aside"));
  }));

Deno.test("batches keep within tokens and count, whatever the texts", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, fault: () => ({ kind: "delay", ms: 10 }) });
    const said = Array.from({ length: 60 }, (_, i) => `w${i} `.repeat(1 + (i * 7) % 40));
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, model: "m", maxBatchTokens: 200, maxBatchSize: 7, concurrency: 3 },
      conversation("a", ...said),
    );
    await test.run();
    assert.ok(server.batches.every((batch) => batch.length <= 7));
    assert.ok(server.batches.every((batch) => batch.join(" ").split(/\s+/).length <= 100));
    assert.equal(server.paid.length, 60);
    assert.ok(server.most <= 3 && server.most > 1, `${server.most} at once`);
  }));

Deno.test("a long message is cut into chunks, and pooled or kept", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, mostWords: 40 });
    const long = Array.from({ length: 100 }, (_, i) => `w${i}`).join(" ");
    const options = { baseUrl: server.baseUrl, model: "m", maxInputTokens: 60, overlapTokens: 10 };
    const pooled = setup(folder, options, conversation("a", long, "short"));
    await pooled.run();
    const value = pooled.embedding("a", "m0")!;
    assert.ok(server.paid.length > 3);
    assert.ok(Math.abs(Math.hypot(...value.vector) - 1) < 1e-6);
    assert.equal(value.chunks, undefined);
    const before = server.asked.length;
    const kept = setup(
      `${folder}/kept`,
      { ...options, chunks: "keep", cache: `${folder}/state/embeddings.db` },
      conversation("a", long, "short"),
    );
    await kept.run();
    assert.equal(server.asked.length, before, "the chunks are in the cache");
    assert.deepEqual(kept.embedding("a", "m0")?.chunks?.length, server.paid.length - 1);
    assert.equal(kept.embedding("a", "m1")?.chunks, undefined);
  }));

Deno.test("a plan says calls, tokens and dollars, and sends nothing; of an unknown model no dollars", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer();
    const options = { baseUrl: server.baseUrl };
    const test = setup(folder, options, conversation("a", "tea tea", "tea tea", "coffee"));
    const { estimate } = await plan(test.pipeline(), test.settings());
    assert.deepEqual([estimate.calls, estimate.dollars > 0, server.asked.length], [1, true, 0]);
    const unknown = setup(`${folder}/x`, { ...options, model: "nobody-knows" }, conversation("a", "tea"));
    const { estimate: other } = await plan(unknown.pipeline(), unknown.settings());
    assert.deepEqual([other.calls, other.tokens, other.dollars], [1, 1, 0]);
    await test.run();
    assert.deepEqual((await plan(test.pipeline(), test.settings())).estimate, { calls: 0, tokens: 0, dollars: 0 });
  }));

Deno.test("a lost cache and a lost ledger cost nothing while the store holds the vectors", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m" }, conversation("a", "one", "two"));
    await test.run();
    await Deno.remove(`${folder}/state`, { recursive: true });
    // Another time: every entry is written again.
    test.conversations[0] = conversation(
      "a",
      message("m0", "one", { createdAt: 1 }),
      message("m1", "two", { createdAt: 2 }),
    );
    const report = await test.run();
    assert.deepEqual([report.sinks.memory.puts, server.asked.length], [2, 1]);
    assert.deepEqual(test.embedding("a", "m1")?.vector, server.vectorOf("two"));
  }));

Deno.test("another model or width is another vector", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const chat = conversation("a", "one");
    const first = setup(folder, { baseUrl: server.baseUrl, model: "m" }, chat);
    await first.run();
    for (const more of [{ model: "n" }, { model: "m", dimensions: 4 }]) {
      const test = setup(folder, { baseUrl: server.baseUrl, ...more }, chat);
      const asked = server.asked.length;
      await test.run({ name: `${more.model}${more.dimensions}` });
      assert.equal(server.asked.length, asked + 1);
    }
  }));

Deno.test("forgetting a conversation takes its vectors out of the cache, and leaves those that others need", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, model: "m" },
      conversation("a", "mine", "ours"),
      conversation("b", "ours"),
    );
    await test.run();
    const cache = `${folder}/state/embeddings.db`;
    const has = async (text: string) => {
      const wanted = new Uint8Array(server.vectorOf(text).buffer);
      const bytes = new TextDecoder("latin1").decode(await Deno.readFile(cache));
      return bytes.includes(new TextDecoder("latin1").decode(wanted));
    };
    assert.deepEqual([await has("mine"), await has("ours")], [true, true]);
    await forget(test.pipeline(), ["a"], test.settings());
    assert.deepEqual([await has("mine"), await has("ours")], [false, true]);
    await forget(test.pipeline(), ["b"], test.settings());
    assert.equal(await has("ours"), false);
    assert.equal(test.embedding("a", "m0"), undefined);
  }));

Deno.test("a text that the server refuses makes its unit dead alone, and is named without its text", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, poison: "poison" });
    const chats = Array.from({ length: 20 }, (_, i) => conversation(`c${i}`, `text ${i}`, `more ${i}`));
    chats[7] = conversation("c7", "fine", "a poison text that nobody may read");
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m" }, ...chats);
    const report = await test.run();
    assert.deepEqual([report.source.passed, report.source.dead, report.status], [19, 1, "partial"]);
    const [letter] = await deadLetters(test.settings());
    assert.equal(letter.unit, "c7");
    assert.match(letter.error, /answers 400 \(invalid_request_error, odd_text\).*\(message "m1"\)/);
    assert.ok(!letter.error.includes("nobody may read"), letter.error);
    assert.deepEqual([...server.paid].sort(), [...new Set(server.paid)].sort(), "nothing was paid twice");
    assert.ok(server.asked.length < 25, `${server.asked.length} requests`);
  }));
