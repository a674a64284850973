/** Reading ahead in another thread: the result is that of one thread, whatever happens to the other. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Conversation, from, type Report, run } from "../mod.ts";
import type { Host, Thread } from "../core/host.ts";
import { denoHost } from "../host/deno.ts";
import { denoThreads } from "../host/threads.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";
import { sqliteStore } from "../plugins/sqlite/mod.ts";
import { command } from "./crash/command.ts";
import { dump } from "./crash/dump.ts";

/** A host whose threads are counted, and may be wrapped. */
function threadedHost(leastBytes: number, wrap = (thread: Thread): Thread => thread) {
  const seen = { started: 0, stopped: 0, received: 0 };
  const inner = denoThreads({ leastBytes });
  const watched = (thread: Thread): Thread => ({
    send: (message) => thread.send(message),
    async next() {
      const message = await thread.next();
      seen.received++;
      return message;
    },
    stop() {
      seen.stopped++;
      thread.stop();
    },
  });
  const start = () => {
    const thread = inner.start();
    if (!thread) return undefined;
    seen.started++;
    return watched(wrap(thread));
  };
  const host: Host = { ...denoHost(), threads: { leastBytes, mayLoad: inner.mayLoad, start } };
  return { host, seen };
}

const oneThread: Host = { ...denoHost(), threads: undefined };

function conversation(n: number, { text = `question ${n}`, update = 1_700_000_000 + n, metadata = {} } = {}) {
  const message = (id: string, role: string, parts: unknown[], more = {}) => ({
    id,
    author: { role, name: null, metadata: {} },
    create_time: 1_700_000_000.5 + n,
    content: { content_type: "text", parts },
    status: "finished_successfully",
    metadata: more,
    recipient: "all",
  });
  return {
    title: `Talk ${n} über 東京`,
    create_time: 1_700_000_000 + n,
    update_time: update,
    conversation_id: `talk-${n}`,
    current_node: `${n}-b`,
    mapping: {
      root: { id: "root", message: null, parent: null, children: [`${n}-a`] },
      [`${n}-a`]: { id: `${n}-a`, message: message(`${n}-a`, "user", [text]), parent: "root", children: [`${n}-b`] },
      [`${n}-b`]: {
        id: `${n}-b`,
        message: message(`${n}-b`, "assistant", ["answer ".repeat(n % 40), "\u5317\u4eac"], {
          zeta: 1,
          alpha: [n, { b: 2, a: 1 }],
          ...metadata,
        }),
        parent: `${n}-a`,
        children: [],
      },
    },
  };
}

/** An export with everything that can become of a conversation, the same to the byte each time. */
function exportText(edited = ""): string {
  const elements: string[] = [];
  for (let n = 0; n < 120; n++) {
    elements.push(JSON.stringify(conversation(n, { text: `question ${n}${n === 7 ? edited : ""}` })));
  }
  // A newer copy, an equal copy, an older one.
  elements.push(JSON.stringify(conversation(3, { text: "edited", update: 1_700_009_000 })), elements[4]);
  elements.push(JSON.stringify(conversation(5, { text: "before", update: 1_600_000_000 })));
  // Broken inside; deeper than is hashed; half a surrogate pair; nothing but a name.
  elements.push(`{"conversation_id": "broken", "mapping": {"a": {"id": "a", "message": "\\x"}}}`);
  const deep = JSON.stringify(conversation(900)).replace('"zeta":1', `"zeta":${"[".repeat(3000)}${"]".repeat(3000)}`);
  elements.push(deep, JSON.stringify(conversation(901, { text: "half \ud83d of a pair" })));
  elements.push(`{"id": "folder-1", "title": "A folder"}`, "17");
  return `[${elements.join(",\n")}]`;
}

async function inFolder(test: (folder: string, path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-ahead-" });
  try {
    const path = `${folder}/conversations.json`;
    await Deno.writeTextFile(path, exportText());
    await test(folder, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What of a report does not depend on when and where it was run. */
function told(text: string): Partial<Report> {
  const { run: _1, durationMs: _2, startedAt: _3, ...rest } = JSON.parse(text.trimEnd().split("\n").at(-1)!);
  return rest;
}

/** Imports, and gives all that is left and said. */
async function imported(path: string, out: string, host: Host) {
  const { out: said, code } = await command(["import", path, "--out", out, "--json", "--markdown"], host);
  const letters = await command(["dead-letters", "list", "--out", out, "--json"], host);
  const undated = letters.out.replaceAll(/"(?:at|run)":("[^"]*"|\d+),?/g, "");
  return { code, report: told(said), letters: undated, left: await dump(out) };
}

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
