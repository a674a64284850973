/** A script with options is a command: words, flags, help, reports and exit codes. */
import assert from "node:assert/strict";
import { lastJson } from "../support.ts";
import { IMPORTS, inFolder, process, ROOT, script, writeExport, writeScript } from "./support.ts";

const CHATS = `export default definePipeline({
  name: "chats",
  summary: "An export to a database.",
  version: "1.2.0",
  options: {
    input: { type: "string", summary: "the export", required: true, role: "location", positional: true },
    db: { type: "string", summary: "the database", default: "chats.db", role: "location" },
    role: { type: "string", summary: "whose messages", choices: ["user", "everybody"], default: "everybody" },
    skip: { type: "strings", summary: "titles to leave out" },
    most: { type: "number", summary: "most messages" },
    loud: { type: "boolean", summary: "titles in capitals" },
  },
  build: ({ input, db, role, skip, most = 1e9, loud }) => from(chatgptSource({ path: input })).through((one) =>
    skip.includes(one.title ?? "") ? [] : [{
      ...one,
      title: loud ? one.title?.toUpperCase() : one.title,
      messages: one.messages.filter((m) => role === "everybody" || m.role === role).slice(0, most),
    }]
  ).to(sqliteStore({ path: db })),
});
await runCli(import.meta);
`;

async function withChats(
  work: (run: (...words: string[]) => ReturnType<typeof script>, folder: string) => Promise<void>,
) {
  await inFolder(async (folder) => {
    await writeScript(`${folder}/chats.ts`, CHATS);
    await writeExport(`${folder}/export.zip`);
    await work((...words) => script(["chats.ts", ...words], { cwd: folder }), folder);
  });
}

Deno.test("a script runs, says what it did, and the second time writes nothing", () =>
  withChats(async (run, folder) => {
    const first = await run("export.zip");
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^Done: 19 conversations read, 19 new or changed, 0 unchanged \(/);
    const again = await run("--input", "export.zip", "--json");
    const report = lastJson(again.out);
    assert.equal(again.out.trimEnd().split("\n").length, 1, "standard output holds the report alone");
    assert.equal(report.pipeline, "chats");
    assert.deepEqual(report.source, { read: 19, unchanged: 19, passed: 0, dropped: 0, dead: 0 });
    for (const line of again.err.trimEnd().split("\n").filter(Boolean)) assert.ok(JSON.parse(line).type);
    assert.ok((await Deno.stat(`${folder}/.threadloom/chats/ledger.db`)).isFile, "state lies beside the script");
    const known = await run("status");
    assert.match(known.out, /sqlite +19 units.*\n.*state .*\.threadloom\/chats\n\nLast runs/);
    assert.equal((await run("verify", "export.zip", "--source")).code, 0);
  }));

Deno.test("an option that an inline function has captured makes another definition: nothing counts as unchanged", () =>
  withChats(async (run) => {
    await run("export.zip", "--quiet");
    const louder = lastJson((await run("export.zip", "--loud", "--json")).out);
    assert.equal((louder.source as { passed: number }).passed, 19);
    const same = lastJson((await run("--loud", "export.zip", "--json")).out);
    assert.equal((same.source as { unchanged: number }).unchanged, 19);
    const fewer = lastJson(
      (await run("export.zip", "--loud", "--skip", "A", "--skip=B", "--most", "0", "--role", "user", "--json")).out,
    );
    assert.ok((fewer.sinks as { sqlite: { deletes: number } }).sqlite.deletes > 50);
  }));

Deno.test("plan writes nothing but the plan, and apply does what it lists, once", () =>
  withChats(async (run, folder) => {
    const planned = await run("plan", "export.zip", "--most", "3", "-o", "plan.json");
    assert.equal(planned.code, 0, planned.err);
    assert.match(
      planned.out,
      /^Nothing was written\. Of 19 conversations, 19 new.*\n\nsqlite: \d+ entries to write, 0 to delete/,
    );
    assert.match(planned.out, /Next: deno run chats\.ts apply plan\.json\n$/);
    assert.equal((await Deno.stat(`${folder}/plan.json`)).mode! & 0o777, 0o600);
    const dry = await run("export.zip", "--most", "3", "--dry-run", "--json");
    assert.equal(lastJson(dry.out).dryRun, true);
    await assert.rejects(Deno.stat(`${folder}/chats.db`));
    const applied = await run("apply", "plan.json", "--json");
    assert.equal(applied.code, 0, applied.err);
    assert.equal((lastJson(applied.out).source as { passed: number }).passed, 19);
    const stale = await run("apply", "plan.json");
    assert.equal(stale.code, 2);
    assert.match(stale.err, /^chats: Cannot apply the plan: it is stale/m);
    await Deno.writeTextFile(
      `${folder}/other.json`,
      JSON.stringify({ format: 1, pipeline: "x", sinks: {}, script: { options: {} } }),
    );
    assert.match((await run("apply", "other.json")).err, /it is a plan of "x", expected one of "chats"/);
    await Deno.writeTextFile(`${folder}/other.json`, "{}");
    assert.match((await run("apply", "other.json")).err, /Cannot apply "other\.json": it is no plan, expected/);
    assert.match((await run("apply", "none.json")).err, /there is no such file/);
  }));

Deno.test("--help, --version and --completion answer without building the pipeline, with nothing allowed", () =>
  withChats(async (_, folder) => {
    const run = (...words: string[]) => script(["chats.ts", ...words], { cwd: folder, flags: [] });
    const help = await run("--help");
    assert.equal(help.code, 0, help.err);
    for (
      const text of [
        "An export to a database.",
        "Usage: deno run chats.ts <input> [flags]",
        "--db DB",
        "(default: chats.db)",
        "--role user|everybody",
        "--[no-]loud",
        "--most N",
        "dead-letters",
        "130  stopped by Ctrl-C",
        "deno run chats.ts plan INPUT",
      ]
    ) {
      assert.ok(help.out.includes(text), text);
    }
    for (const line of help.out.split("\n")) assert.ok(line.length <= 90, line);
    assert.match((await run("verify", "--help")).out, /Usage: deno run chats\.ts verify <input> \[flags\]/);
    assert.match((await run("--version")).out, /^chats 1\.2\.0 \(threadloom \d+\.\d+\.\d+, deno /);
    const bash = (await run("--completion", "bash")).out;
    const complete = async (...words: string[]) => {
      const line = words.map((word) => `'${word}'`).join(" ");
      const text =
        `${bash}\nCOMP_WORDS=(chats ${line}); COMP_CWORD=${words.length}; _chats; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { out, err } = await process("bash", ["--norc", "-c", text], { cwd: folder });
      assert.equal(err, "");
      return out.trimEnd().split("\n");
    };
    assert.deepEqual(await complete("ver"), ["verify"]);
    assert.deepEqual(await complete("--lo"), ["--loud"]);
    assert.deepEqual(await complete("x.zip", "--role", ""), ["user", "everybody"]);
    assert.deepEqual(await complete("dead-letters", "r"), ["replay"]);
    assert.deepEqual(await complete("exp"), ["export.zip"]);
    for (const shell of ["zsh", "fish"]) assert.match((await run("--completion", shell)).out, /chats/);
  }));

Deno.test("dead letters decide the exit code, are listed, and replayed", () =>
  inFolder(async (folder) => {
    await writeScript(
      `${folder}/odd.ts`,
      `await runCli(import.meta, from(memorySource({ units: ["a", "b", "c"].map((key) => ({ key, records: [key] })) }))
        .through(function refuse(one: string) { if (one === "b" && Deno.args.at(-1) !== "replay") throw new RangeError("not b"); return { one }; })
        .to(jsonlSink({ path: "out.jsonl" })));`,
    );
    const run = (...words: string[]) => script(["odd.ts", ...words], { cwd: folder });
    const dead = await run("--json");
    assert.equal(dead.code, 1, dead.err);
    assert.equal(lastJson(dead.out).deadLetters, 1);
    assert.equal((await run("--max-dead-letters", "1")).code, 0);
    const list = await run("dead-letters");
    assert.match(list.out, /b at transform \(refuse\)\n.*not b[\s\S]*Next: deno run odd\.ts dead-letters replay\n$/);
    assert.equal((await run("dead-letters", "replay")).code, 0);
    assert.equal((await run("dead-letters", "list")).out, "There are no dead letters.\n");
    const quiet = await run("--only", "a", "--only", "c", "--quiet");
    assert.match(quiet.out, /^Done: 2 units read, 2 new/);
    assert.equal(quiet.err, "");
    assert.match((await run("verfy")).err, /^odd: Cannot find the word "verfy": did you mean "verify"\?\n$/);
  }));

Deno.test("Ctrl-C once drains, twice stops at once; both end with exit code 130", () =>
  inFolder(async (folder) => {
    await writeScript(
      `${folder}/slow.ts`,
      `await runCli(import.meta, from(memorySource({ units: Array.from({ length: 4000 }, (_, i) => ({ key: "k" + i, records: [{ i }] })) }))
        .through(async (one) => { await new Promise((resolve) => setTimeout(resolve, 5)); return one; })
        .to(jsonlSink({ path: "out.jsonl" })));`,
    );
    for (const presses of [1, 2]) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--quiet", "--no-check", "-A", "slow.ts", "--json"],
        cwd: folder,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const said = child.stderr.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
      let err = "";
      const until = async (text: string) => {
        while (!err.includes(text)) {
          const { value, done } = await said.next();
          if (done) throw new Error(`it ended before it said "${text}": ${err}`);
          err += value;
        }
      };
      await until('"writing"');
      child.kill("SIGINT");
      await until("Finishing what is in flight");
      if (presses === 2) {
        // Within 200 ms a second signal is taken for an echo of the first: it is sent until it counts.
        const again = setInterval(() => child.kill("SIGINT"), 250);
        await until("stopped; what was not yet safe");
        clearInterval(again);
      }
      while (!(await said.next()).done);
      const { code } = await child.status;
      const out = await new Response(child.stdout).text();
      assert.equal(code, 130);
      if (presses === 1) assert.equal(lastJson(out).stopped, true);
      await assert.rejects(Deno.stat(`${folder}/out.jsonl`), "no file is put in place by half a run");
    }
  }));

Deno.test("a report goes to standard error where a sink writes to standard output", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/out.ts`,
      `${IMPORTS}import { definePlugin } from "${ROOT}mod.ts";
const stdoutSink = definePlugin({
  name: "stdout", kind: "file", summary: "Writes to standard output.", roles: { path: "location" },
  options: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
  permissions: () => ({}),
  create: () => ({ kind: "file", name: "stdout", open: async () => ({
    present: async () => [], write: async (all) => { for (const one of all) console.log("record", one); },
    commit: async () => ({ files: [], changed: true }), abort: async () => {},
  }) }),
});
await runCli(import.meta, from([1, 2]).to(stdoutSink({ path: "-" })));`,
    );
    const { code, out, err } = await script(["out.ts", "--json"], { cwd: folder });
    assert.equal(code, 0, err);
    assert.equal(out, "record 1\nrecord 2\n");
    assert.equal(lastJson(err).pipeline, "out");
  }));

Deno.test("a script that others import does not run, and its pipeline can be built and run", () =>
  inFolder(async (folder) => {
    await writeScript(`${folder}/chats.ts`, CHATS);
    await writeExport(`${folder}/export.zip`);
    await Deno.writeTextFile(
      `${folder}/other.ts`,
      `import chats from "./chats.ts";
import { run } from "${ROOT}mod.ts";
console.log(chats.name, chats.options.length);
const report = await run(await chats.build({ input: "export.zip" }), { name: chats.name });
console.log(report.source.passed);
await chats.build({ input: 7, rol: "user" }).catch((error) => console.log(error.message));`,
    );
    const { code, out, err } = await script(["other.ts"], { cwd: folder });
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^chats 6\n19\nCannot build "chats": rol: there is no such option, expected input, .*; input: it is 7, expected text\n$/,
    );
  }));
