/**
 * Tables of the store.
 *
 * @module
 */

/** Marks a database file as a store of vectors: "thlv" in ASCII, kept in the file's `application_id`. */
export const APPLICATION_ID = 0x74686c76;
/** The version that this program reads and writes; kept in the file's `user_version`. */
export const VERSION = 1;
/** What is written into a store as its writer, and named when a program too old for it comes along. */
export const WRITER = "threadloom 0.1.0";

/** Vectors in a segment of the index, as a power of two: what a change makes anew, and what is read at once. */
export const SEGMENT_BITS = 14;

/**
 * `vector_data.number` is a vector's place in the index: segment `number >> SEGMENT_BITS`. A message has a vector as a
 * whole (chunk 0) and one more per chunk where chunks are kept. A segment's codes lie in a file of its own, which is the
 * one meant where it is ready and the file carries its stamp.
 */
export const TABLES = `
CREATE TABLE store (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE conversation_data (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version REAL,
  exported_at REAL,
  fingerprint TEXT,
  title TEXT
) STRICT;

CREATE TABLE message_data (
  number INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  branch INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER,
  model INTEGER NOT NULL,
  id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  sum TEXT NOT NULL,
  derived_of TEXT
) STRICT;
CREATE UNIQUE INDEX message_id ON message_data (conversation, id);

CREATE TABLE vector_data (
  number INTEGER PRIMARY KEY,
  message INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  vector BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX vector_message ON vector_data (message, chunk);

CREATE TABLE model_name (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO model_name VALUES (0, '');

CREATE TABLE segment (number INTEGER PRIMARY KEY, ready INTEGER NOT NULL, stamp TEXT) STRICT;

CREATE VIRTUAL TABLE title_search USING fts5 (
  title, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
`;
