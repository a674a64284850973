/**
 * Stores and ledgers as plain data, in an order that depends on nothing but their content.
 *
 * @module
 */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { search } from "../../plugins/sqlite/mod.ts";

type Row = Record<string, unknown>;

/** Words of the exports, and words that were in an older edition only. */
const QUERIES = "tea rain smoky fire Über slowly sea boat 茶 bowline moss stone soap is".split(" ");

/** Columns that tell of the exports a store was made from, or about how large a conversation is in memory. */
const OF_EXPORTS = ["version", "exported_at", "bytes"];

/** Every table of a store, the words of its full-text index, and what searches find; checks its integrity. */
export function dumpStore(path: string, content: boolean): unknown {
  return reading(path, (rows, db) => {
    assert.deepEqual(rows("PRAGMA integrity_check"), [{ integrity_check: "ok" }]);
    db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, message_search, instance)");
    db.exec("CREATE VIRTUAL TABLE temp.title_words USING fts5vocab(main, title_search, instance)");
    const of = "JOIN conversation_data c ON c.number = d.conversation ORDER BY c.id, d.id";
    const kept = (row: Row): Row => without(row, ["number", "conversation", ...content ? OF_EXPORTS : []]);
    return {
      schema: rows("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"),
      settings: rows("SELECT name, value FROM store WHERE name <> 'identity' ORDER BY name"),
      conversations: rows("SELECT * FROM conversation_data ORDER BY id").map(kept),
      messages: rows(`SELECT c.id AS of, d.* FROM message_data d ${of}`).map(kept),
      assets: rows(`SELECT c.id AS of, d.* FROM asset_data d ${of}`).map(kept),
      orphans: rows("SELECT * FROM message_data WHERE conversation NOT IN (SELECT number FROM conversation_data)"),
      words: rows(`SELECT w.term, w.offset, c.id AS of, m.id FROM words w LEFT JOIN message_data m ON m.number = w.doc
        LEFT JOIN conversation_data c ON c.number = m.conversation ORDER BY c.id, m.id, w.offset, w.term`),
      titles: rows(`SELECT w.term, w.offset, c.id FROM title_words w LEFT JOIN conversation_data c ON c.number = w.doc
        ORDER BY c.id, w.offset, w.term`),
      // Scores of an index without its texts depend a little on what was in it before.
      found: QUERIES.map((
        query,
      ) => [query, search(db, query).map((hit) => without({ ...hit }, content ? ["score"] : []))]),
    };
  });
}

/** What a ledger remembers, but for runs and their reports. */
export function dumpLedger(path: string, ofOutputs: boolean, content: boolean): unknown {
  return reading(path, (rows) => {
    const paths = rows("SELECT sink, count(DISTINCT path) AS paths FROM units GROUP BY sink");
    // What an older version wrote and no newer export holds keeps the definition of that version.
    const most = content ? 2 : 1;
    assert.ok(
      paths.every((row) => Number(row.paths) <= most),
      "units of one sink belong to one definition and identity",
    );
    const units = rows(`SELECT s.name AS sink, u.unit, u.content, u.outcome, u.entries, u.fingerprint, u.version,
      u.exported_at, u.account FROM units u JOIN sinks s ON s.id = u.sink ORDER BY s.name, u.unit`);
    return {
      sinks: rows("SELECT name, state FROM sinks ORDER BY name").map(({ name, state }) =>
        without({ name, ...JSON.parse(String(state)) }, content ? ["identity", "input"] : ["identity"])
      ),
      units: units.map((row) => without(row, content ? ["fingerprint", ...OF_EXPORTS] : [])),
      scopes: rows("SELECT * FROM scopes ORDER BY sink, scope"),
      deadLetters: rows("SELECT unit, stage FROM dead_letters ORDER BY unit, stage"),
      // The outputs read the database: its claim is dated by the clock.
      claims: rows("SELECT account, as_of FROM claims ORDER BY account").map((row) => ofOutputs ? row.account : row),
      tombstones: rows("SELECT hash FROM tombstones ORDER BY hash"),
      bookmark: rows("SELECT value FROM meta WHERE name = 'bookmark'"),
      reported: rows("SELECT count(*) > 0 AS some FROM reports"),
    };
  });
}

function reading(path: string, read: (rows: (sql: string) => Row[], db: DatabaseSync) => unknown): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return read((sql) => db.prepare(sql).all().map((row) => ({ ...row })), db);
  } finally {
    db.close();
  }
}

function without(row: Row, names: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
