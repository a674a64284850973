/** Tables of chats that two threads make: the bytes of one, whatever happens to the other. */
import assert from "node:assert/strict";
import { from, run, type RunOptions } from "../../../mod.ts";
import type { Host, Thread } from "../../../core/host.ts";
import type { OpenSource, Source } from "../../../core/source.ts";
import {
  type ChatCsvRecord,
  chatCsvSink,
  chatCsvSource,
  chatTables,
  type ChatTablesRecord,
} from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { oneThread, threadedHost } from "../../support/read_ahead.ts";
import { chatOf, inputText, PLAIN, type Row } from "./support.ts";

const NAMES = [
  ...["chats.csv", "messages.csv", "chat_metrics.csv", "message_metrics.csv", "rejects.jsonl"],
  ...["unknown_fields.jsonl", "chats.excel-safe.csv", "messages.excel-safe.csv", "data_quality.json"],
];

/** Rows of every kind, some thousand names of unknown fields among them. */
function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const talk = Array.from({ length: 1 + i % 7 }, (_, n) => ({
      id: `m${n % 5}`,
      role: n % 2 === 0 ? "assistant" : "User",
      type: n === 0 ? "default" : "answer",
      content: `${'=té, "quoted"\nline 👋 '.repeat(n + 1)}${i}?`,
      ...i % 11 === 0 ? { [`mood ${i}`]: i } : {},
    }));
    const deep = i % 97 === 0 ? { deep: JSON.parse("[".repeat(950) + "]".repeat(950)) } : {};
    return {
      ...chatOf(talk),
      chat_id: `chat ${i}`,
      structured_info: JSON.stringify({
        actions: ["a"],
        [`field ${i}`]: 12345678901234567890,
        [`other ${i}`]: 1,
        cities: ["Gent", null],
        ...deep,
      }),
      ...ODD[i % ODD.length],
    };
  });
}

const DEEP = 6000;
const ODD: Row[] = [
  ...Array.from({ length: 12 }, () => ({})),
  { chat_id: "twice", updated_at: "2025-05-28T12:55:11" },
  { conversation_log: "[{'id': 1}]" },
  { conversation_log: "{}", language: "nl-BE", is_test_chat: "perhaps" },
  { structured_info: "[".repeat(DEEP) + "]".repeat(DEEP) },
  { conversation_log: `[{"id":1,"content":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}]` },
  { chat_id: "" },
  { slug: "@sum", email: "x@example.org", created_at: "2025-05-28T12:55:10Z", updated_at: "never" },
];

/** Two files of different columns; the second in another dialect, with damage and a row too long to travel as it is. */
function inputs(): { [name: string]: Uint8Array<ArrayBuffer> } {
  const encoder = new TextEncoder();
  const long = chatOf([{ id: "l", role: "user", type: "x", content: "longer than a piece ".repeat(20_000) }]);
  const second = inputText(
    [...rows(100).map((row, i) => ({ ...row, chat_id: `other ${i}`, note: `note ${i}` })), long, {
      ...PLAIN,
      chat_id: "z",
    }],
    [...Object.keys(PLAIN).toReversed(), "note"],
  ).replaceAll("\n", "\r\n");
  const damage = Uint8Array.from([0x22, 0x61, 0x22, 0x62, 0xff, 0x0d, 0x0a, 0x31, 0x2c, 0x32, 0x0d, 0x0a]);
  return {
    "first.csv": encoder.encode(inputText(rows(700)) + "\n\n" + inputText(rows(1)).split("\n").slice(1).join("\n")),
    "second.csv": new Uint8Array([...encoder.encode(second), ...damage]),
  };
}

/** What a run leaves, says and logs. */
async function made(folder: string, name: string, host: Host, options: Partial<RunOptions> = {}) {
  const path = ["first.csv", "second.csv"].map((file) => `${folder}/${file}`);
  const logs: string[] = [];
  const pipeline = from(chatCsvSource({ path })).through(chatTables())
    .to(chatCsvSink({ path: `${folder}/${name}`, excelSafe: true }));
  const onEvent: RunOptions["onEvent"] = (event) => void (event.type === "log" && logs.push(event.message));
  const report = await run(pipeline, { name: "threads", ledger: memory(), host, onEvent, ...options });
  const { status, source, notes, drops } = report;
  return { said: { status, source, notes, drops }, logs, files: await filesIn(`${folder}/${name}`) };
}

async function filesIn(folder: string): Promise<[string, string][]> {
  return await Promise.all(
    NAMES.map(async (name) => [name, await Deno.readTextFile(`${folder}/${name}`)] as [string, string]),
  );
}

/** Runs a test in a folder with the inputs, and what one thread makes of them. */
function besideOne(
  test: (folder: string, one: Awaited<ReturnType<typeof made>>) => Promise<void>,
): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      for (const [name, bytes] of Object.entries(inputs())) await Deno.writeFile(`${folder}/${name}`, bytes);
      await test(folder, await made(folder, "one", oneThread));
    });
}

Deno.test(
  "tables that two threads make are those of one to the byte, rejects and the quality report too",
  besideOne(async (folder, one) => {
    const quality = JSON.parse(new Map(one.files).get("data_quality.json")!);
    assert.ok(quality.rejects.rows > 60 && quality.duplicates.olderCopies > 20);
    assert.ok(quality.unknownFields.structuredInfo["(others)"] > 0);
    for (const flag of ["structured_info_invalid", "conversation_log_invalid"]) {
      assert.ok(quality.flags[flag].count > 20);
    }
    const { host, seen } = threadedHost(0);
    assert.deepEqual(await made(folder, "two", host), one);
    assert.ok(seen.started === 1 && seen.received > 2 && seen.stopped >= 1);
  }),
);

Deno.test(
  "a thread that fails leaves its rows to the thread of the run, which says so",
  besideOne(async (folder, one) => {
    for (const after of [0, 2]) {
      let answers = 0;
      const failing = (thread: Thread): Thread => ({
        ...thread,
        next: () => answers++ < after ? thread.next() : Promise.reject(new Error("no more")),
      });
      const { host, seen } = threadedHost(0, failing);
      const { logs, ...found } = await made(folder, `failed-${after}`, host);
      assert.deepEqual({ ...found, logs: [] }, one);
      assert.deepEqual(logs, ["Cannot make tables in another thread: no more; going on without"]);
      assert.equal(seen.received, after);
    }
  }),
);

Deno.test(
  "no thread is started for little, and none where somebody sees the records: they are whole then",
  besideOne(async (folder, one) => {
    const little = threadedHost(1e9);
    assert.deepEqual(await made(folder, "little", little.host), one);
    assert.equal(little.seen.started, 0);

    const { host, seen } = threadedHost(0);
    const path = [`${folder}/first.csv`, `${folder}/second.csv`];
    const sink = () => chatCsvSink({ path: `${folder}/watched`, excelSafe: true });
    const tables: ChatTablesRecord[] = [];
    const watched = from(chatCsvSource({ path })).through(chatTables())
      .through((record) => (tables.push(record), record)).to(sink());
    await run(watched, { name: "watched", ledger: memory(), host });
    assert.deepEqual(await filesIn(`${folder}/watched`), one.files);
    assert.ok(tables.some((record) => record.kind === "tables" && record.chat.length === 47));

    const source = chatCsvSource({ path });
    const seenKinds = new Set<string>();
    const open: Source<ChatCsvRecord>["open"] = async (context) => spying(await source.open(context), seenKinds);
    await run(from({ ...source, open }).through(chatTables()).to(sink()), { name: "spied", ledger: memory(), host });
    assert.deepEqual([...seenKinds].sort(), ["chat", "input", "reject"]);
    assert.deepEqual(await filesIn(`${folder}/watched`), one.files);
    assert.equal(seen.started, 0);
  }),
);

/** The source, the kinds of its records noted: whoever wraps a plugin is shown whole records. */
function spying(source: OpenSource<ChatCsvRecord>, kinds: Set<string>): OpenSource<ChatCsvRecord> {
  return {
    ...source,
    async *read() {
      for await (const batch of source.read()) {
        for (const unit of batch.units) {
          const parse = unit.parse.bind(unit);
          unit.parse = () => {
            const records = parse() as ChatCsvRecord[];
            for (const { kind } of records) kinds.add(kind);
            return records;
          };
        }
        yield batch;
      }
    },
  };
}

Deno.test(
  "a run that is stopped stops the thread and leaves nothing",
  besideOne(async (folder) => {
    const stopping = new AbortController();
    const { host, seen } = threadedHost(0, (thread) => ({
      ...thread,
      next: () => (stopping.abort(new Error("enough")), thread.next()),
    }));
    await assert.rejects(made(folder, "stopped", host, { signal: stopping.signal }), /enough/);
    assert.ok(seen.started === 1 && seen.stopped >= 1);
    await assert.rejects(Deno.stat(`${folder}/stopped/chats.csv`), Deno.errors.NotFound);
  }),
);
