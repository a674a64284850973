import assert from "node:assert/strict";
import { embeddingServer } from "../../support/embedding_server.ts";
import { BREAD, inFolder, names, SEA, TEA, writeExport } from "../import/support.ts";
import { threadloom } from "../support.ts";

const found = (out: string): Record<string, unknown>[] =>
  out.trimEnd().split("\n").filter(Boolean).map((line) => JSON.parse(line));

async function search(cwd: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await threadloom(["search", ...args, "--json"], cwd);
  assert.equal(code, 0, err);
  return found(out);
}

const folders = async (cwd: string): Promise<string[]> =>
  (await names(`${cwd}/threadloom/.threadloom`)).filter((name) => name.startsWith("vectors-"));

Deno.test("all three modes work right after an import, without a key; later imports keep the index in step", () =>
  inFolder(async (cwd) => {
    await writeExport(`${cwd}/first.zip`, [BREAD, SEA], 0);
    assert.equal((await threadloom(["import", "first.zip"], cwd)).code, 0);
    assert.deepEqual(await folders(cwd), [], "nobody pays for what is not used");

    const first = await threadloom(["search", "--semantic", "where to go on holidays", "--limit", "1", "--json"], cwd);
    assert.equal(first.code, 0, first.err);
    const notes = found(first.err).filter(({ type }) => type === "note").map(({ message }) => message);
    assert.match(String(notes[0]), /^Making the index for semantic search \(hashed\), once; later imports keep it/);
    const [hit] = found(first.out);
    const { score, createdAt: _, messageId, ...rest } = hit;
    assert.deepEqual(Object.keys(hit), [
      "conversationId",
      "messageId",
      "title",
      "role",
      "createdAt",
      "snippet",
      "score",
    ]);
    assert.deepEqual(rest, {
      conversationId: "c3",
      title: "Holiday plans",
      role: "user",
      snippet: "Where to go on holiday?",
    });
    assert.ok(typeof score === "number" && score > 0.2 && score <= 1 && typeof messageId === "string");

    const again = await threadloom(["search", "--hybrid", "holidays", "--limit", "1"], cwd);
    assert.doesNotMatch(again.err, /Making the index/);
    assert.match(again.out, /Holiday plans/);
    assert.deepEqual((await search(cwd, "--text", "holidays")).length, 0);

    await writeExport(`${cwd}/second.zip`, [BREAD, SEA, TEA], 1);
    const import2 = await threadloom(["import", "second.zip", "--json"], cwd);
    const report = found(import2.out).at(-1) as { sinks: { vectors: { puts: number; unchanged: number } } };
    assert.ok(report.sinks.vectors.puts >= 3 && report.sinks.vectors.puts <= 4, JSON.stringify(report.sinks));
    assert.equal((await search(cwd, "--semantic", "green teas", "--limit", "1"))[0].conversationId, "c1");

    assert.equal((await threadloom(["verify"], cwd)).code, 0);
    assert.equal((await threadloom(["forget", "c1"], cwd)).code, 0);
    const ids = (await search(cwd, "--semantic", "green tea")).map(({ conversationId }) => conversationId);
    assert.ok(ids.length > 0 && !ids.includes("c1"));
  }));

Deno.test("search --like and --by-conversation, and what cannot be asked", () =>
  inFolder(async (cwd) => {
    await writeExport(`${cwd}/first.zip`, [BREAD, SEA, TEA], 0);
    await threadloom(["import", "first.zip"], cwd);
    const [{ messageId }] = await search(cwd, "holiday");
    const like = await search(cwd, "--like", String(messageId));
    assert.ok(like.length > 0 && like.every((one) => one.messageId !== messageId));
    assert.deepEqual(await search(cwd, "--like", `c3/${messageId}`), like);
    const grouped = await search(cwd, "--hybrid", "--by-conversation", "holiday sea bread");
    const conversations = grouped.map(({ conversationId }) => conversationId);
    assert.equal(new Set(conversations).size, conversations.length);
    assert.ok(grouped.every(({ more }) => typeof more === "number"));
    for (
      const [args, says] of [
        [["--like", "nothing"], /Cannot find message "nothing"/],
        [["--semantic", "--text", "x"], /in two ways at once/],
        [["--semantic"], /words are missing/],
        [["--semantic", "speaker:me"], /no filter "speaker"/],
        [["--semantic", "x", "--embed-engine", "openai"], /the environment has no OPENAI_API_KEY/],
      ] as const
    ) {
      const { code, err } = await threadloom(["search", ...args], cwd);
      assert.equal(code, 2);
      assert.match(err, says);
    }
  }));

Deno.test("another engine makes another index, which the folder remembers; vectors of two are never in one", () =>
  inFolder(async (cwd) => {
    await using server = embeddingServer({ width: 32 });
    await writeExport(`${cwd}/first.zip`, [BREAD, SEA], 0);
    await threadloom(["import", "first.zip"], cwd);
    await search(cwd, "--semantic", "bread");
    const [hashed] = await folders(cwd);
    await search(cwd, "--semantic", "bread", "--embed-url", server.baseUrl, "--embed-model", "small");
    const [served, ...others] = await folders(cwd);
    assert.notEqual(served, hashed);
    assert.deepEqual(others, []);
    const paid = server.paid.length;
    assert.ok(paid >= 5, "the messages, and the query");
    await search(cwd, "--semantic", "bread");
    assert.equal(
      server.paid.length,
      paid + 1,
      "the query alone: the folder knows its engine, messages are paid for once",
    );
    await writeExport(`${cwd}/second.zip`, [BREAD, SEA, TEA], 1);
    await threadloom(["import", "second.zip"], cwd);
    assert.ok(server.paid.length >= paid + 3);
    assert.equal((await search(cwd, "--semantic", "Which tea?", "--limit", "1"))[0].conversationId, "c1");
  }));
