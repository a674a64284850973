/** Copies among many rows: what was written down and read again gives what a map of all chats would. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { denoHost } from "../../../host/deno.ts";
import {
  ChatIndex,
  EXACT,
  type IndexedRow,
  type IndexSettings,
  KEPT,
  OLDER,
  OTHER,
} from "../../../plugins/chat_csv/duplicates.ts";
import { chatCsvSink, chatCsvSource, chatTables } from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { inputText, type Quality } from "./support.ts";

/** A row as a test knows it; rows of one chat with one time are the same. */
interface Row {
  chatId: string;
  time: number;
}

/** What the newest-wins rule says of rows that are all held (D18). */
function expected(rows: readonly Row[]): number[] {
  const winners = new Map<string, number>();
  const verdicts = rows.map(() => KEPT);
  for (const [i, row] of rows.entries()) {
    const known = winners.get(row.chatId);
    const verdict = known === undefined ? KEPT : judge(rows[known], row);
    verdicts[i] = verdict;
    if (verdict !== KEPT) continue;
    if (known !== undefined) verdicts[known] = OLDER;
    winners.set(row.chatId, i);
  }
  return verdicts;
}

function judge(known: Row, row: Row): number {
  if (known.time === row.time) return EXACT;
  return row.time < known.time ? OLDER : KEPT;
}

/** What the index says, and how often it asked for two rows. */
async function indexed(
  rows: readonly Row[],
  settings: Omit<IndexSettings, "compare">,
): Promise<{ verdicts: number[]; asked: number; bytes: number }> {
  let asked = 0;
  let bytes = 0;
  const { files } = denoHost();
  const scratch: typeof files.scratch = async () => {
    const file = await files.scratch();
    const append = (chunk: Uint8Array) => (bytes += chunk.length, file.append(chunk));
    return Object.assign(Object.create(file), {
      append,
      close: () => file.close(),
      readSync: file.readSync.bind(file),
    });
  };
  const index = new ChatIndex(pluginContext({ files: { ...files, scratch } }), {
    ...settings,
    // Places far apart, as those of rows of a large file are.
    compare(known, row) {
      asked++;
      assert.equal(row.length, row.at / 5_000_000_011 + 1);
      const [first, second] = [rows[known.length - 1], rows[row.length - 1]];
      return first.chatId === second.chatId ? judge(first, second) : OTHER;
    },
  });
  for (const [ordinal, { chatId }] of rows.entries()) {
    if (index.full) await index.makeRoom();
    const row: IndexedRow = { chatId, ordinal, at: ordinal * 5_000_000_011, length: ordinal + 1 };
    index.add(row);
  }
  await index.seal();
  return { verdicts: rows.map((_, i) => index.verdict(i)), asked, bytes };
}

/** Rows of some chats, many of them several times, their times up and down. */
function someRows(count: number, chats: number): Row[] {
  let state = 7;
  const next = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0, (state >>> 8) % below);
  return Array.from({ length: count }, () => ({ chatId: `chat ${next(chats)}`, time: next(4) }));
}

Deno.test("copies are found across everything that was written down, as if all chats were held", async () => {
  const rows = someRows(20_000, 6_000);
  const wanted = expected(rows);
  assert.ok([KEPT, OLDER, EXACT].every((verdict) => wanted.includes(verdict)));
  for (const mostHeld of [1000, 4096, 65_535]) {
    const { verdicts, bytes } = await indexed(rows, { mostHeld });
    assert.deepEqual(verdicts, wanted, `${mostHeld} held`);
    assert.equal(bytes > 0, mostHeld < rows.length);
  }
});

Deno.test("chats whose ids have the same hash stay two chats", async () => {
  const rows = someRows(600, 40);
  const wanted = expected(rows);
  for (const words of [[0, 0], [0xffffffff, 0xffffffff], [0x80000000, 5]]) {
    const { verdicts, asked } = await indexed(rows, {
      mostHeld: 50,
      hash: (_, into, at) => into.set(words, at),
    });
    assert.deepEqual(verdicts, wanted);
    assert.ok(asked > 600 * 10, "all of them met");
  }
});

Deno.test("of one chat that comes in every row nothing is held but its newest", async () => {
  const rows = Array.from({ length: 5_000 }, (_, time) => ({ chatId: "one", time }));
  const { verdicts, asked } = await indexed(rows, { mostHeld: 64 });
  assert.equal(asked, rows.length - 1);
  assert.deepEqual(verdicts, [...rows.slice(1).map(() => OLDER), KEPT]);
});

Deno.test("D18: copies far apart in a large file are found, and which one stands is as in a small one", async () => {
  // More than are held at once, which 32,768 are.
  const rows = Array.from({ length: 40_000 }, (_, i) => ({ chat_id: `c${i}`, conversation_log: "[]", token: "" }));
  const [first, second] = [rows[3], rows[4]];
  const text = inputText([
    ...rows,
    { ...first, updated_at: "2025-05-28T12:55:11" },
    { ...second, updated_at: "2025-05-28T12:55:09" },
    rows[5],
  ]);
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/in.csv`, text);
    const pipeline = from(chatCsvSource({ path: `${folder}/in.csv` })).through(chatTables())
      .to(chatCsvSink({ path: `${folder}/out` }));
    await run(pipeline, { name: "test", ledger: memory() });
    const quality = JSON.parse(await Deno.readTextFile(`${folder}/out/data_quality.json`)) as Quality;
    const rejects = (await Deno.readTextFile(`${folder}/out/rejects.jsonl`)).trim().split("\n");
    assert.equal(quality.rows.chats, 40_000);
    assert.deepEqual(quality.duplicates, { exactRows: 1, olderCopies: 2, messages: 0 });
    const told = rejects.map((line) => JSON.parse(line)).map(({ line, chatId }) => [line, chatId]);
    assert.deepEqual(told, [[5, "c3"], [40_003, "c4"], [40_004, "c5"]]);
  });
});
