/**
 * The law of syncing: whatever happens to chats, and in whatever order and however often their exports are read, the
 * store ends up with what `oracle` says. `THREADLOOM_EDIT_RUNS` sets the number of histories.
 *
 * @module
 */
import assert from "node:assert/strict";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { from, run, type Store } from "../mod.ts";
import type { Conversation } from "../core/conversation.ts";
import { canonical, digest } from "../core/fingerprint.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { memory, sqliteLedger } from "../plugins/ledger/mod.ts";
import { memoryStore } from "../plugins/memory/mod.ts";
import { sqliteStore } from "../plugins/sqlite/mod.ts";
import { balances, inFolder, shown } from "./plugins/chatgpt/reading.ts";
import {
  type ExpectedConversation,
  type ExpectedMessage,
  type JsonStyle,
  oracle,
  packTaken,
  playHistory,
  randomOperations,
  seeded,
  shuffler,
  type TakenExport,
} from "./support/exports/mod.ts";

const RUNS = Number(process.env.THREADLOOM_EDIT_RUNS ?? 300);
/** Every so many histories go into a real database with a real ledger. */
const SQLITE_EVERY = 10;
const STYLES: JsonStyle[] = ["plain", "ascii", "indented", "bom"];
const ENDLESS = { maxDelete: 1e9 };

/** A store that can be looked at. */
interface Watched {
  store: Store<Conversation>;
  ledger: ReturnType<typeof memory>;
  held(): Map<string, ExpectedConversation>;
}

interface Head {
  title: string | null;
  thread: string[];
  branches: string[];
}

/** One entry for the conversation's shape, one for each message: so that a wrong diff shows. */
function inMemory(): Watched {
  const store = memoryStore<Conversation, Head | ExpectedMessage>({
    entries(conversation) {
      const [[, { title, messages, branches }]] = shown([conversation]);
      const ids = (list: ExpectedMessage[]) => list.map(({ id }) => id);
      const values: [string, Head | ExpectedMessage][] = [
        ["", { title, thread: ids(messages), branches: ids(branches) }],
        ...[...messages, ...branches].map((message): [string, ExpectedMessage] => [message.id, message]),
      ];
      return values.map(([key, value]) => ({ key, fingerprint: digest(canonical(value)), value }));
    },
  });
  const held = () =>
    new Map(
      [...store.state].filter(([, entries]) => entries.size > 0).sort(([a], [b]) => a < b ? -1 : 1).map(
        ([id, entries]): [string, ExpectedConversation] => {
          const { title, thread, branches } = entries.get("")?.value as Head;
          const message = (key: string) => entries.get(key)?.value as ExpectedMessage;
          assert.equal(entries.size, 1 + thread.length + branches.length, `messages left behind in ${id}`);
          return [id, { title, messages: thread.map(message), branches: branches.map(message) }];
        },
      ),
    );
  return { store, ledger: memory(), held };
}

function inSqlite(folder: string): Watched {
  const path = `${folder}/threadloom.db`;
  const held = () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const all = new Map<string, ExpectedConversation>();
      for (const row of database.prepare("SELECT id, title FROM conversations ORDER BY id").all()) {
        all.set(String(row.id), { title: row.title === null ? null : String(row.title), messages: [], branches: [] });
      }
      const messages = database.prepare(
        "SELECT conversation_id, id, role, text, position FROM messages ORDER BY conversation_id, position, id",
      );
      for (const { conversation_id, id, role, text, position } of messages.all()) {
        const message = { id: String(id), role: String(role), text: String(text) };
        all.get(String(conversation_id))![position === null ? "branches" : "messages"].push(message);
      }
      return all;
    } finally {
      database.close();
    }
  };
  return { store: sqliteStore({ path }), ledger: sqliteLedger(), held };
}

/** Reads the exports as the seed says: one by one in any order with repetitions, or several at once. */
function readings(seed: number, count: number): number[][] {
  const below = seeded(seed);
  const shuffle = shuffler(seed + 1);
  const each = Array.from({ length: count }, (_, i) => i);
  const again = Array.from({ length: below(count + 1) }, () => below(count));
  const order = shuffle([...each, ...again]);
  if (below(3) > 0) return order.map((one) => [one]);
  const groups: number[][] = [];
  for (let at = 0; at < order.length;) {
    const size = 1 + below(4);
    groups.push([...new Set(order.slice(at, at + size))]);
    at += size;
  }
  return groups;
}

async function playOut(seed: number, folder: string): Promise<void> {
  const below = seeded(seed);
  const operations = randomOperations(seed, 6 + below(30));
  const exports = playHistory(operations, { alwaysBump: seed % 3 === 0 });
  const written = await writeExports(exports, folder, seed);
  const watched = seed % SQLITE_EVERY === 0 ? inSqlite(folder) : inMemory();
  const settings = { name: "edits", stateFolder: `${folder}/state`, ledger: watched.ledger, ...ENDLESS };
  const order = readings(seed, exports.length);
  const read: TakenExport[] = [];
  const about = () => `seed ${seed}, read ${JSON.stringify(order)}`;
  for (const group of order) {
    const report = await run(
      from(chatgptSource({ path: group.map((i) => written[i].path) })).to(watched.store),
      settings,
    );
    balances(report);
    assert.equal(report.status, "ok", about());
    read.push(...group.flatMap((i) => written[i].holds));
    assert.deepEqual(watched.held(), oracle(read), about());
  }
  const path = order.at(-1)!.map((i) => written[i].path);
  const again = await run(from(chatgptSource({ path })).to(watched.store), settings);
  const { puts, deletes, failed } = again.sinks[watched.store.name];
  assert.deepEqual([puts, deletes, failed], [0, 0, 0], about());
  assert.equal(again.source.unchanged, again.source.read, about());
}

/** An export on disk, and all that it holds: itself, and perhaps the one before it as an embedded archive. */
interface Written {
  path: string;
  holds: TakenExport[];
}

async function writeExports(exports: TakenExport[], folder: string, seed: number): Promise<Written[]> {
  const below = seeded(seed + 2);
  const written: Written[] = [];
  for (const [i, taken] of exports.entries()) {
    const embedded = taken.layout === "portal-2026" && i > 0 ? exports[i - 1] : undefined;
    const { name, data } = packTaken(taken, {
      shuffleSeed: seed + i,
      style: STYLES[below(STYLES.length)],
      inner: "E",
      innerZips: 1 + below(2),
      duplicated: below(2) === 0,
      ...embedded && { embedded: { ...embedded, layout: "A" } },
    });
    written.push({ path: `${folder}/${name}`, holds: embedded ? [{ ...embedded, layout: "A" }, taken] : [taken] });
    await Deno.writeFile(written[i].path, data);
  }
  return written;
}

Deno.test(`reading any exports of ${RUNS} random histories, in any order, leaves the newest of each conversation`, async () => {
  for (let seed = 1; seed <= RUNS; seed++) await inFolder({}, (folder) => playOut(seed, folder));
});
