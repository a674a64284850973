/**
 * What an import's folder holds, without what is made anew in every run: identities, run ids, row numbers, times.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { search } from "../../plugins/sqlite/mod.ts";

/** Everything that must be equal, by what it is. */
export type Dump = { [name: string]: unknown };

/** Words of the exports, and words that were in an older edition only. */
const QUERIES = [
  "tea",
  "rain",
  "smoky",
  "fire",
  "Über",
  "slowly",
  "sea",
  "boat",
  "茶",
  "bowline",
  "moss",
  "stone",
  "is",
];

/** Reads the folder. */
export async function dump(root: string): Promise<Dump> {
  const found: Dump = {};
  for (const path of await filesBelow(root)) {
    const name = relative(root, path).replaceAll("\\", "/");
    if (name === "threadloom.db") found[name] = dumpStore(path);
    else if (name.endsWith("ledger.db")) found[name] = dumpLedger(path, name.includes("outputs/"));
    else if (/\.threadloom\/outputs\/markdown-[0-9a-f]+\.json$/.test(name)) found["what was seen of the files"] = true;
    else if (name.endsWith("/lock")) found[name] = "";
    else found[name] = withoutIdentity(await Deno.readTextFile(path));
  }
  return found;
}

/** Paths of all files below a folder, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found.sort();
}

function withoutIdentity(text: string): string {
  return text.replace(/"identity":"[^"]*"/, '"identity":"…"');
}

function dumpStore(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    assert.deepEqual(db.prepare("PRAGMA integrity_check").all().map((row) => ({ ...row })), [{
      integrity_check: "ok",
    }]);
    const rows = (sql: string): unknown[] => db.prepare(sql).all().map((row) => ({ ...row }));
    db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, message_search, instance)");
    db.exec("CREATE VIRTUAL TABLE temp.title_words USING fts5vocab(main, title_search, instance)");
    const of = "JOIN conversation_data c ON c.number = d.conversation ORDER BY c.id, d.id";
    return {
      schema: rows("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"),
      settings: rows("SELECT name, value FROM store WHERE name <> 'identity' ORDER BY name"),
      conversations: rows("SELECT * FROM conversation_data ORDER BY id").map(withoutNumbers),
      messages: rows(`SELECT c.id AS of, d.* FROM message_data d ${of}`).map(withoutNumbers),
      assets: rows(`SELECT c.id AS of, d.* FROM asset_data d ${of}`).map(withoutNumbers),
      orphans: rows("SELECT * FROM message_data WHERE conversation NOT IN (SELECT number FROM conversation_data)"),
      words: rows(`SELECT w.term, w.offset, c.id AS of, m.id FROM words w LEFT JOIN message_data m ON m.number = w.doc
        LEFT JOIN conversation_data c ON c.number = m.conversation ORDER BY c.id, m.id, w.offset, w.term`),
      titles: rows(`SELECT w.term, w.offset, c.id FROM title_words w LEFT JOIN conversation_data c ON c.number = w.doc
        ORDER BY c.id, w.offset, w.term`),
      found: QUERIES.map((query) => [query, search(db, query)]),
    };
  } finally {
    db.close();
  }
}

function withoutNumbers(row: unknown): unknown {
  const { number: _, conversation: __, ...rest } = row as Record<string, unknown>;
  return rest;
}

function dumpLedger(path: string, ofOutputs: boolean): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = (sql: string): Record<string, unknown>[] => db.prepare(sql).all().map((row) => ({ ...row }));
    const sinks = rows("SELECT name, state FROM sinks ORDER BY name").map(({ name, state }) => {
      const { identity: _, ...rest } = JSON.parse(String(state));
      return { name, ...rest };
    });
    const paths = rows(
      "SELECT s.name, count(DISTINCT u.path) AS paths FROM units u JOIN sinks s ON s.id = u.sink GROUP BY 1",
    );
    assert.ok(paths.every((row) => row.paths === 1), "units of one sink belong to one definition and identity");
    return {
      sinks,
      units: rows(
        `SELECT s.name AS sink, u.unit, u.fingerprint, u.content, u.version, u.exported_at, u.account, u.outcome,
        u.entries FROM units u JOIN sinks s ON s.id = u.sink ORDER BY s.name, u.unit`,
      ),
      scopes: rows("SELECT * FROM scopes ORDER BY sink, scope"),
      deadLetters: rows("SELECT unit, stage FROM dead_letters ORDER BY unit, stage"),
      // The outputs read the database: its claim is dated by the clock.
      claims: rows("SELECT account, as_of FROM claims ORDER BY account").map((row) => ofOutputs ? row.account : row),
      tombstones: rows("SELECT hash FROM tombstones ORDER BY hash"),
      bookmark: rows("SELECT value FROM meta WHERE name = 'bookmark'"),
      reported: rows("SELECT count(*) > 0 AS some FROM reports"),
    };
  } finally {
    db.close();
  }
}

/** The names at which two dumps differ, for messages; nothing where they are equal. */
export function differing(expected: Dump, found: Dump): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].sort().flatMap((name) => {
    const [a, b] = [JSON.stringify(expected[name]), JSON.stringify(found[name])];
    if (a === b) return [];
    const at = a === undefined || b === undefined ? 0 : [...a].findIndex((_, i) => a[i] !== b[i]);
    const cut = (text: string | undefined): string => text?.slice(Math.max(0, at - 60), at + 120) ?? "not there";
    return [`${name}: expected ${cut(a)} but found ${cut(b)}`];
  });
}
