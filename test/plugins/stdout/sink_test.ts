/** Records on standard output. */
import assert from "node:assert/strict";
import { usesStandardOutput } from "../../../core/standard_output.ts";
import { from, run, through } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { stdoutSink, type StdoutSinkOptions } from "../../../plugins/stdout/mod.ts";
import { testHost } from "../../support/engine.ts";

const TALK = {
  id: "c1",
  source: "chatgpt",
  title: "Tea \x1b[2Jtime",
  createdAt: 0,
  participants: [],
  messages: [
    { id: "m1", role: "user", parts: [{ type: "text", text: "Which\x07\ntea?" }], metadata: {} },
    { id: "m2", role: "tool", hidden: "tool", parts: [{ type: "text", text: "no" }], metadata: {} },
    { id: "m3", role: "assistant", author: "\x1b]0;x\x07Bot", parts: [{ type: "text", text: "Green." }], metadata: {} },
  ],
  branches: [],
  assets: [],
  metadata: {},
};

/** What is written for these records; after `takes` chunks nobody reads any more. */
async function written(
  records: Iterable<unknown>,
  options: StdoutSinkOptions = {},
  takes = Infinity,
): Promise<{ text: string; report: Awaited<ReturnType<typeof run>> }> {
  let text = "";
  let chunks = 0;
  const output = {
    write(chunk: Uint8Array): Promise<boolean> {
      if (chunks++ >= takes) return Promise.resolve(false);
      text += new TextDecoder().decode(chunk);
      return Promise.resolve(true);
    },
  };
  const host = { ...testHost(), output };
  const report = await run(from(records).to(stdoutSink(options)), { name: "out", ledger: memory(), host });
  return { text, report };
}

Deno.test("stdoutSink() writes a line of JSON a record, in order, and all of them in every run", async () => {
  const { text, report } = await written([{ a: 1 }, "x", [2], { b: "\ud800\x1b" }]);
  assert.equal(text, '{"a":1}\n"x"\n[2]\n{"b":"\ufffd\\u001b"}\n');
  assert.deepEqual([report.status, report.sinks], ["ok", { stdout: { puts: 1, deletes: 0, unchanged: 0, failed: 0 } }]);
  const many = Array.from({ length: 5_000 }, (_, i) => ({ i }));
  assert.equal((await written(many)).text, many.map((one) => JSON.stringify(one) + "\n").join(""));
});

Deno.test("stdoutSink() writes messages as lines, or text without what a terminal would act on", async () => {
  const lines = (await written([TALK], { records: "message" })).text.trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(lines.map(({ conversationId, position }) => [conversationId, position]), [["c1", 0], ["c1", 1], [
    "c1",
    2,
  ]]);
  const { text } = await written([TALK, { a: "\x9b2J" }, "one\r\ntwo\x1b[1m"], { format: "text" });
  assert.equal(text, '# Tea time (1970-01-01)\n\nuser: Which\ntea?\n\nBot: Green.\n\n{"a":""}\none\ntwo\n');
});

Deno.test("stdoutSink() ends the run quietly when nobody reads any more", async () => {
  let asked = 0;
  function* endless(): Generator<{ n: number }> {
    for (;;) yield { n: asked++ };
  }
  const { text, report } = await written(endless(), {}, 1);
  assert.ok(text.startsWith('{"n":0}\n'));
  assert.equal(report.status, "ok");
  assert.match(report.notes.join(), /Nobody reads the output any more/);
  const { read, passed } = report.source;
  assert.ok(read === passed && asked < 100_000, `${read} ${passed} ${asked}`);
});

Deno.test("stdoutSink() leaves other sinks their records when nobody reads its own", async () => {
  const sink = memorySink<number>();
  const output = { write: () => Promise.resolve(false) };
  const host = { ...testHost(), output };
  const records = Array.from({ length: 3_000 }, (_, i) => i);
  const report = await run(from(records).to(stdoutSink({}), sink), { name: "out", ledger: memory(), host });
  assert.deepEqual([report.status, sink.records.length], ["ok", 3_000]);
});

Deno.test("stdoutSink() says that it writes to standard output, wherever it stands in a pipeline", () => {
  assert.equal(usesStandardOutput(from([1]).to(stdoutSink({}))), true);
  assert.equal(usesStandardOutput(from([1]).to(memorySink(), through((n: number) => n + 1).to(stdoutSink({})))), true);
  assert.equal(usesStandardOutput(from([1]).to(memorySink())), false);
});

Deno.test("stdoutSink() fails, and says why, where there is no standard output", async () => {
  const host = { ...testHost(), output: undefined };
  const report = await run(from([1]).to(stdoutSink({})), { name: "out", ledger: memory(), host });
  assert.equal(report.status, "partial");
  assert.match(report.notes.join(), /Cannot write to standard output: there is none here/);
});

Deno.test("stdoutSink() in a pipe that is closed ends its process with 0 and says nothing", async () => {
  const root = new URL("../../../", import.meta.url);
  const script = `
    import { from, run } from "${root}mod.ts";
    import { memory } from "${root}plugins/ledger/mod.ts";
    import { stdoutSink } from "${root}plugins/stdout/mod.ts";
    function* endless() { for (let n = 0;; n++) yield { n, text: "x".repeat(100) }; }
    await run(from(endless()).to(stdoutSink({})), { name: "out", ledger: memory() });
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-check", "--no-prompt", "--allow-read", "--ext=ts", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(script));
  await input.close();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.ok(new TextDecoder().decode(value).startsWith('{"n":0,'));
  await reader.cancel();
  const errors = await new Response(child.stderr).text();
  const { code } = await child.status;
  assert.deepEqual([code, errors], [0, ""]);
});
