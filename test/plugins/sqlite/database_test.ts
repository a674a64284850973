import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { CannotRunError, transience } from "../../../core/errors.ts";
import { search, sqliteSource, sqliteStore } from "../../../plugins/sqlite/mod.ts";
import { openDatabase } from "../../../plugins/sqlite/database.ts";
import { openWriter } from "../../../plugins/sqlite/write.ts";
import { APPLICATION_ID, VERSIONS, type Versions } from "../../../plugins/sqlite/schema.ts";
import {
  bring,
  changeTo,
  context,
  conversation,
  inFolder,
  message,
  openStore,
  readBack,
  storeWith,
} from "./support.ts";

const one = conversation("c", [message("a", "first words"), message("b", "second words")]);

function cannotRun(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof CannotRunError, String(error));
    assert.match(error.message, pattern);
    return true;
  };
}

Deno.test("sqliteStore() refuses what is no store of ours", () =>
  inFolder(async (folder) => {
    const path = `${folder}/other.db`;
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE people (name TEXT)");
    other.close();
    const before = await Deno.readFile(path);
    await assert.rejects(openStore(path), cannotRun(/Cannot open ".*other\.db": it is a database of another program/));
    assert.deepEqual(await Deno.readFile(path), before);

    await Deno.writeTextFile(`${folder}/notes.txt`, "not a database at all, ".repeat(100));
    await assert.rejects(openStore(`${folder}/notes.txt`), cannotRun(/it is not an SQLite database/));
    await assert.rejects(openStore(folder), cannotRun(/it is a folder, a database file was expected/));
    await assert.rejects(sqliteSource({ path: `${folder}/none.db` }).open(context()), cannotRun(/no file is there/));
    assert.throws(() => search(`${folder}/none.db`, "x"), cannotRun(/no file is there/));
    assert.throws(() => sqliteStore({ path: "" }), /Cannot create sqlite: path/);
  }));

Deno.test("sqliteStore() refuses a newer store, naming what wrote it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99; UPDATE store SET value = 'threadloom 7.0.0' WHERE name = 'writer'");
    database.close();
    const pattern =
      /threadloom 7\.0\.0 wrote it \(store version 99\), this program \(threadloom .*\) knows store version 1/;
    await assert.rejects(openStore(path), cannotRun(pattern));
    await assert.rejects(sqliteSource({ path }).open(context()), cannotRun(pattern));
    assert.throws(() => search(path, "words"), cannotRun(pattern));
  }));

/** Versions as a later program would know them: 1 is today's, 2 has a table more. */
const later: Versions = {
  ...VERSIONS,
  current: 2,
  create: (database) => {
    VERSIONS.create(database);
    database.exec("CREATE TABLE notes (text TEXT)");
  },
  migrations: { 1: (database) => database.exec("CREATE TABLE notes (text TEXT)") },
};

Deno.test("sqliteStore() brings an older store up to date and keeps a copy", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    await assert.rejects(
      openDatabase(context(), path, false, later),
      cannotRun(/it has store version 1, 2 was expected/),
    );

    const opened = await openDatabase(context(), path, true, later);
    assert.equal(opened?.created, false);
    const database = opened?.database;
    assert.equal(database?.prepare("PRAGMA user_version").get()?.user_version, 2);
    assert.equal(database?.prepare("SELECT count(*) AS n FROM notes").get()?.n, 0);
    assert.equal(database?.prepare("SELECT count(*) AS n FROM messages").get()?.n, 2);
    database?.close();
    assert.deepEqual(await readBack(`${path}.v1.backup`), [one]);
    if (Deno.build.os !== "windows") assert.equal((Deno.statSync(`${path}.v1.backup`).mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("sqliteStore() leaves an older store as it was when bringing it up to date fails", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, one);
    const failing: Versions = {
      ...later,
      migrations: {
        1: (database) => {
          database.exec("CREATE TABLE notes (text TEXT)");
          throw new Error("no");
        },
      },
    };
    await assert.rejects(openDatabase(context(), path, true, failing), /no/);
    assert.deepEqual(await readBack(path), [one]);
    const database = new DatabaseSync(path);
    assert.equal(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'notes'").get()?.n, 0);
    assert.equal(database.prepare("PRAGMA application_id").get()?.application_id, APPLICATION_ID);
    database.close();
  }));

Deno.test("write() tells which entries failed and writes the others", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const open = await openStore(path);
    const database = new DatabaseSync(path);
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON message_data WHEN new.id = 'b' BEGIN SELECT raise(ABORT, 'too much'); END",
    );
    const loop: Record<string, never> = {};
    Object.assign(loop, { loop });
    const change = await changeTo(open, conversation("c", [message("a", "1"), message("b", "2"), message("d", "4")]));
    const last = change.puts[3].value;
    if (last.kind === "message") last.record.metadata = loop;
    const failures = await open.write([change]) ?? [];
    assert.deepEqual(failures.map(({ unit, scope, key }) => `${unit} ${scope} ${key}`), [
      "c c message:b",
      "c c message:d",
    ]);
    assert.match(String(failures[0].error), /Cannot store "message:b" of "c": too much/);
    assert.match(String(failures[1].error), /circular/);
    database.exec("DROP TRIGGER full");
    database.close();
    const whole = conversation("c", [message("a", "1"), message("b", "2"), message("d", "4")]);
    assert.deepEqual((await bring(open, whole)).puts, ["message:b", "message:d"]);
    await open.close();
    assert.deepEqual(await readBack(path), [whole]);
  }));

Deno.test("write() says that another writer is worth waiting for", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const opened = await openDatabase(context(), path, true);
    const open = await openStore(path);
    opened?.database.exec("BEGIN IMMEDIATE");
    const mine = new DatabaseSync(path);
    const write = openWriter(mine, context(), path);
    const change = await changeTo(open, one);
    assert.throws(
      () => write([change]),
      (error) => transience(error) !== undefined && /Cannot use/.test(String(error)),
    );
    opened?.database.exec("ROLLBACK");
    assert.deepEqual(write([change]), []);
    mine.close();
    opened?.database.close();
    await open.close();
  }));

const CHILD = new URL("kill_child.ts", import.meta.url).pathname;

for (const [effect, left] of [["sqlite: before commit", "old"], ["sqlite: after commit", "new"]]) {
  Deno.test(`write() leaves the ${left} conversation when the process is killed at "${effect}"`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/t.db`;
      await storeWith(path, one);
      const args = ["run", "--no-check", "-A", CHILD, path, effect];
      const { code, signal } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
      assert.ok(code !== 0 || signal !== null);
      const text = left === "old" ? "first words" : "edited";
      assert.deepEqual((await readBack(path))[0].messages[0].parts, [{ type: "text", text }]);
      assert.equal(search(path, text).length, 1);
      const open = await openStore(path);
      await bring(open, one);
      assert.deepEqual((await bring(open, one)).puts, []);
      await open.close();
      assert.deepEqual(await readBack(path), [one]);
    }));
}

Deno.test("sqliteStore() writes a new store once, and later changes through a log", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const log = () => Deno.stat(`${path}-wal`).then(({ size }) => size, () => 0);
    const made = await openStore(path);
    await bring(made, one);
    assert.equal(await log(), 0);
    await made.close();
    const again = await openStore(path);
    await bring(again, conversation("d", [message("a", "third words")]));
    assert.notEqual(await log(), 0);
    await again.close();
    assert.deepEqual((await readBack(path)).map(({ id }) => id).sort(), ["c", "d"]);
  }));

Deno.test("search() and sqliteSource() take back what a killed process left of a store that it was making", () =>
  inFolder(async (folder) => {
    const [path, left] = [`${folder}/t.db`, `${folder}/left.db`];
    await storeWith(path, one);
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 5; BEGIN IMMEDIATE");
    database.exec("UPDATE message_data SET text = 'half written'; CREATE TABLE ballast (data BLOB)");
    for (let i = 0; i < 40; i++) database.exec("INSERT INTO ballast VALUES (randomblob(8000))");
    // What a kill leaves: pages of the transaction in the file, and the journal that says how they were.
    for (const end of ["", "-journal"]) await Deno.copyFile(path + end, left + end);
    database.exec("ROLLBACK");
    database.close();
    assert.ok((await Deno.stat(left)).size > 300_000);
    assert.equal(search(left, "words").length, 2);
    assert.ok((await Deno.stat(left)).size < 300_000);
    assert.deepEqual((await readBack(left))[0].messages, one.messages);
  }));
