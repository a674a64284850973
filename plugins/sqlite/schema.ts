/**
 * Tables and views of the store, its version, and the way from older versions.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** Marks a database file as a store of this program: "thlm" in ASCII, kept in the file's `application_id`. */
export const APPLICATION_ID = 0x74686c6d;

/** What is written into a store as its writer, and named when a program too old for it comes along. */
export const WRITER = "threadloom 0.1.0";

/** What a program knows of store versions: the newest, how to make it, and how to get there. */
export interface Versions {
  /** The version this program reads and writes; kept in the file's `user_version`. */
  current: number;
  /** Makes an empty store of the current version. */
  create(database: DatabaseSync): void;
  /** Tables without which a store of the current version is none. */
  tables: readonly string[];
  /** Makes the views and indexes that a store of the current version lacks. */
  complete(database: DatabaseSync): void;
  /** By version: turns a store of that version into one of the next. Runs inside a transaction. */
  migrations: { readonly [from: number]: (database: DatabaseSync) => void };
}

/** The versions this program knows. */
export const VERSIONS: Versions = {
  current: 1,
  create: (database) => database.exec(VERSION_1 + VIEWS_1),
  tables: ["store", "conversation_data", "message_data", "asset_data", "message_search", "title_search"],
  complete: (database) => database.exec(VIEWS_1),
  migrations: {},
};

// Small columns stand before large ones: SQLite reads a row from its front, and a filter should not touch the text.
// `number` is what tables and full-text indexes join by; ids stand once per message.
const VERSION_1 = `
CREATE TABLE store (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE conversation_data (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version REAL,
  exported_at REAL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  fingerprint TEXT,
  source TEXT,
  title TEXT,
  created_at INTEGER,
  updated_at INTEGER,
  local_time TEXT,
  participants TEXT,
  metadata TEXT,
  more TEXT
) STRICT;

CREATE TABLE message_data (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  branch INTEGER NOT NULL,
  place INTEGER NOT NULL,
  created_at INTEGER,
  hidden TEXT,
  role TEXT,
  model TEXT,
  author TEXT,
  id TEXT NOT NULL,
  previous TEXT,
  parent_id TEXT,
  local_time TEXT,
  fingerprint TEXT NOT NULL,
  text TEXT NOT NULL,
  parts TEXT,
  metadata TEXT,
  more TEXT
) STRICT;

CREATE TABLE asset_data (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  place INTEGER NOT NULL,
  id TEXT NOT NULL,
  previous TEXT,
  fingerprint TEXT NOT NULL,
  kind TEXT,
  pointer TEXT,
  message_id TEXT,
  media_type TEXT,
  name TEXT,
  size INTEGER,
  width INTEGER,
  height INTEGER,
  sha256 TEXT,
  missing TEXT,
  match TEXT,
  metadata TEXT,
  more TEXT
) STRICT;

CREATE VIRTUAL TABLE message_search USING fts5 (
  text, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE VIRTUAL TABLE title_search USING fts5 (
  title, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

-- Merged after each run and not in between, which costs a tenth of an import; many parts at once only in long runs.
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0);
INSERT INTO message_search (message_search, rank) VALUES ('crisismerge', 64);
`;

// Apart from the tables: they hold nothing, so what somebody dropped is simply made again.
const VIEWS_1 = `
CREATE INDEX IF NOT EXISTS conversation_time ON conversation_data (created_at, id);
CREATE UNIQUE INDEX IF NOT EXISTS message_id ON message_data (conversation, id);
CREATE INDEX IF NOT EXISTS message_time ON message_data (created_at);
CREATE UNIQUE INDEX IF NOT EXISTS asset_id ON asset_data (conversation, id);

CREATE VIEW IF NOT EXISTS conversations AS
  SELECT id, source, title, created_at, updated_at, message_count
  FROM conversation_data WHERE fingerprint IS NOT NULL;

CREATE VIEW IF NOT EXISTS messages AS
  SELECT c.id AS conversation_id, m.id, m.parent_id, iif(m.branch, NULL, m.place) AS position, m.role, m.author,
    m.created_at, m.text, m.hidden IS NOT NULL AS hidden
  FROM message_data m JOIN conversation_data c ON c.number = m.conversation;

CREATE VIEW IF NOT EXISTS branches AS
  SELECT c.id AS conversation_id, m.id, m.parent_id, m.place, m.role, m.author, m.created_at, m.text,
    m.hidden IS NOT NULL AS hidden
  FROM message_data m JOIN conversation_data c ON c.number = m.conversation WHERE m.branch;

CREATE VIEW IF NOT EXISTS parts AS
  SELECT c.id AS conversation_id, m.id AS message_id, p.key AS place, p.value ->> '$.type' AS type,
    coalesce(p.value ->> '$.text', p.value ->> '$.input') AS text,
    p.value ->> '$.name' AS name, p.value ->> '$.assetId' AS asset_id, p.value AS data
  FROM message_data m JOIN conversation_data c ON c.number = m.conversation,
    json_each(coalesce(m.parts, json_array(json_object('type', 'text', 'text', m.text)))) p;

CREATE VIEW IF NOT EXISTS assets AS
  SELECT c.id AS conversation_id, a.id, a.message_id, a.kind, a.pointer, a.media_type, a.name, a.size, a.width,
    a.height, a.sha256, a.missing
  FROM asset_data a JOIN conversation_data c ON c.number = a.conversation;

CREATE VIEW IF NOT EXISTS participants AS
  SELECT c.id AS conversation_id, p.value ->> '$.id' AS id, p.value ->> '$.role' AS role, p.value ->> '$.name' AS name
  FROM conversation_data c, json_each(c.participants) p;
`;
