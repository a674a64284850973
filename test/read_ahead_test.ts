/** Reading ahead in another thread: the result is that of one thread, whatever happens to the other. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Conversation, from, run } from "../mod.ts";
import type { Host, Thread } from "../core/host.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";
import { sqliteStore } from "../plugins/sqlite/mod.ts";
import { command } from "./crash/command.ts";
import { dump } from "./crash/dump.ts";
import { conversation, exportText, imported, inFolder, oneThread, threadedHost, told } from "./support/read_ahead.ts";

Deno.test("an import with a thread that reads ahead leaves, counts and says what one without leaves, counts and says", () =>
  inFolder(async (folder, path) => {
    const expected = await imported(path, `${folder}/one`, oneThread);
    assert.equal(expected.code, 1);
    assert.match(expected.letters, /broken/);
    assert.match(expected.letters, /nested deeper/);
    assert.ok(expected.report.source!.dropped > 0 && expected.report.source!.passed === 121);
    const { host, seen } = threadedHost(0);
    const found = await imported(path, `${folder}/two`, host);
    assert.deepEqual(found.report, expected.report);
    assert.equal(found.letters, expected.letters);
    assert.deepEqual(found.left, expected.left);
    assert.ok(seen.started > 0 && seen.stopped >= seen.started && seen.received > 1);
  }));

Deno.test("a run after it in one thread finds nothing to do, and one with few changes starts no thread", () =>
  inFolder(async (folder, path) => {
    const { host, seen } = threadedHost(10_000);
    await imported(path, `${folder}/out`, host);
    assert.equal(seen.started, 1);
    const again = await imported(path, `${folder}/out`, oneThread);
    assert.equal(again.report.sinks!.sqlite.puts, 0);
    await Deno.writeTextFile(path, exportText(" and more"));
    const later = await imported(path, `${folder}/out`, host);
    assert.equal(later.report.sinks!.sqlite.puts, 1);
    assert.equal(seen.started, 1);
  }));

/** What an import says, and the fingerprints of all it leaves. */
async function kept(path: string, out: string, host: Host) {
  const { out: said, code } = await command(["import", path, "--out", out, "--no-archive", "--json"], host);
  const database = new DatabaseSync(`${out}/threadloom.db`, { readOnly: true });
  const rows = database.prepare("SELECT id, fingerprint FROM message_data ORDER BY id").all();
  database.close();
  return { code, report: told(said), rows };
}

Deno.test("the thread helps with the scan of a large export, also where its part proves to be of no use", () =>
  inFolder(async (folder, path) => {
    const long = 'A border? \n{"title": "no", "mapping": {}}, '.repeat(9_000);
    const large = Array.from({ length: 64 }, (_, n) => JSON.stringify(conversation(n, { text: `${n} ${long}` })));
    const whole = `[${large.join(", ")}]`;
    assert.ok(whole.length > 24e6);
    // Damage behind the middle: what was taken over until there is scanned again.
    const damaged = whole.slice(0, 16e6) + whole.slice(16e6).replace('"mapping": {', '"mapping": ').replace("}]", "]");
    for (const [i, text] of [whole, damaged].entries()) {
      await Deno.writeTextFile(path, text);
      const { host, seen } = threadedHost(0);
      const [expected, found] = [
        await kept(path, `${folder}/one-${i}`, oneThread),
        await kept(path, `${folder}/two-${i}`, host),
      ];
      assert.deepEqual(found, expected);
      assert.ok(expected.rows.length > 64);
      assert.ok(seen.started === 1 && seen.received > 2);
    }
  }));

Deno.test("a thread that fails halfway leaves the rest to the thread of the run", () =>
  inFolder(async (folder, path) => {
    const expected = await imported(path, `${folder}/one`, oneThread);
    for (const after of [0, 2]) {
      let messages = after;
      const failing = (thread: Thread): Thread => ({
        ...thread,
        next: () => messages-- > 0 ? thread.next() : Promise.reject(new Error("out of memory")),
      });
      const { host, seen } = threadedHost(0, failing);
      const logs: string[] = [];
      const settings = {
        name: "import",
        stateFolder: `${folder}/failing-${after}/.threadloom`,
        host,
        maxBytesInFlight: 20_000,
        onEvent: (event: { type: string; message?: string }) => void logs.push(event.message ?? ""),
      };
      await Deno.mkdir(settings.stateFolder, { recursive: true });
      const database = `${folder}/failing-${after}/threadloom.db`;
      const report = await run(from(chatgptSource({ path })).to(sqliteStore({ path: database })), settings);
      assert.deepEqual(report.source, expected.report.source);
      assert.deepEqual(report.sinks.sqlite, expected.report.sinks!.sqlite);
      assert.equal(seen.received, after);
      assert.ok(logs.some((message) => message.includes("Cannot read ahead: out of memory")));
      const left = await dump(`${folder}/failing-${after}`);
      assert.deepEqual(left["threadloom.db"], expected.left["threadloom.db"]);
    }
  }));

Deno.test("aborting a run stops the thread that reads ahead", () =>
  inFolder(async (folder, path) => {
    const { host, seen } = threadedHost(0);
    const stop = new AbortController();
    const settings = { name: "import", stateFolder: folder, host, maxBytesInFlight: 5_000, signal: stop.signal };
    const running = run(from(chatgptSource({ path })).to(sqliteStore({ path: `${folder}/t.db` })), {
      ...settings,
      onEvent: (event) => {
        if (event.type === "progress" && event.stage === "writing") stop.abort(new Error("enough"));
      },
    });
    await assert.rejects(running, /enough/);
    assert.equal(seen.started, 1);
    assert.ok(seen.stopped >= 1 && seen.received < 10);
  }));

Deno.test("no thread reads ahead where this one needs the records", () =>
  inFolder(async (folder, path) => {
    const { host, seen } = threadedHost(0);
    const settings = (name: string) => ({ name, stateFolder: `${folder}/${name}`, host });
    const store = (name: string) => sqliteStore({ path: `${folder}/${name}.db` });
    const source = () => from(chatgptSource({ path }));
    await run(source().through((record) => record).to(store("transform")), settings("transform"));
    await run(source().to(store("file"), jsonlSink({ path: `${folder}/out.jsonl` })), settings("file"));
    const other = store("entries");
    const untitled = { ...other, entries: (record: Conversation) => other.entries({ ...record, title: "none" }) };
    await run(source().to(untitled), settings("entries"));
    assert.equal(seen.started, 0);
    using database = new DatabaseSync(`${folder}/entries.db`, { readOnly: true });
    assert.deepEqual({ ...database.prepare("SELECT DISTINCT title FROM conversations").get() }, { title: "none" });
    const report = await run(source().to(store("plain")), settings("plain"));
    assert.equal(report.source.passed, 121);
    assert.equal(seen.started, 1);
  }));

Deno.test("units that were read ahead are let in as they are handled, within maxBytesInFlight", () =>
  inFolder(async (folder, path) => {
    let ahead = 0;
    let most = 0;
    const counting = (thread: Thread): Thread => ({
      ...thread,
      send(message) {
        if (typeof message === "object" && message !== null && "handled" in message) ahead -= message.handled as number;
        thread.send(message);
      },
      async next() {
        const message = await thread.next();
        for (const { bytes } of (message as { units?: { bytes: number }[] }).units ?? []) ahead += bytes;
        most = Math.max(most, ahead);
        return message;
      },
    });
    const { host } = threadedHost(0, counting);
    const settings = { name: "import", stateFolder: folder, host, maxBytesInFlight: 20_000 };
    const report = await run(from(chatgptSource({ path })).to(sqliteStore({ path: `${folder}/t.db` })), settings);
    assert.equal(report.source.passed, 121);
    assert.equal(ahead, 0);
    assert.ok(most > 1_000 && most <= 20_000, `${most} bytes`);
  }));

Deno.test("where modules may not be read there is no thread, and nobody is asked", async () => {
  const module = new URL("../host/threads.ts", import.meta.url).href;
  const script = `import { denoThreads } from "${module}"; console.log(denoThreads().start() === undefined);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-lock", "--allow-read=/nowhere", `data:text/typescript,${encodeURIComponent(script)}`],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await child.output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "true", new TextDecoder().decode(stderr));
});
