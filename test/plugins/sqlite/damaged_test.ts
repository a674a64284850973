/** Files that somebody cut, or took tables and views from. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { CannotRunError } from "../../../core/errors.ts";
import { search, sqliteSource } from "../../../plugins/sqlite/mod.ts";
import { context, conversation, inFolder, message, openStore, storeWith, thread } from "./support.ts";

const one = conversation("c", thread(message("a", "hello"), message("b", "there")));

function cannotRun(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof CannotRunError && pattern.test(error.message);
}

Deno.test("sqliteStore() says of a store that was cut what to do, and leaves it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    const half = Deno.readFileSync(path).slice(0, Deno.statSync(path).size / 2);
    Deno.writeFileSync(path, half);
    const pattern = /Cannot use ".*t\.db": it is damaged \(.*malformed\), .*; put a copy back, or move it away/;
    await assert.rejects(openStore(path), cannotRun(pattern));
    assert.throws(() => search(path, "words"), cannotRun(pattern));
    assert.deepEqual(Deno.readFileSync(path), half);
  }));

Deno.test("sqliteStore() makes views and indexes again that somebody dropped, and leaves those that are there", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    const database = new DatabaseSync(path);
    const version = database.prepare("PRAGMA schema_version").get();
    await storeWith(path);
    assert.deepEqual(database.prepare("PRAGMA schema_version").get(), version);
    const names = () =>
      database.prepare("SELECT name, sql FROM sqlite_schema WHERE type <> 'table' ORDER BY name").all();
    const before = names();
    database.exec("DROP VIEW messages; DROP VIEW parts; DROP INDEX message_time; DROP INDEX message_id");
    assert.equal(names().length, before.length - 4);
    await storeWith(path);
    assert.deepEqual(names(), before);
    database.close();
  }));

Deno.test("a table that somebody dropped is named, with what to do, by whoever opens the store", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    const database = new DatabaseSync(path);
    database.exec("DROP TABLE message_search");
    database.close();
    const pattern = /Cannot open ".*t\.db": its table "message_search" is missing, .* move the file away/;
    await assert.rejects(openStore(path), cannotRun(pattern));
    await assert.rejects(sqliteSource({ path }).open(context()), cannotRun(pattern));
    assert.throws(() => search(path, "words"), cannotRun(pattern));
  }));
