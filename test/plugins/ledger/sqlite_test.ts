import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { CannotRunError } from "../../../core/errors.ts";
import { denoHost } from "../../../host/deno.ts";
import config from "../../../deno.json" with { type: "json" };
import { sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { WRITER } from "../../../core/ledger/common.ts";
import { openSqlite } from "../../../plugins/ledger/sqlite.ts";
import { STEPS } from "../../../plugins/ledger/sqlite_schema.ts";
import { inFolder, opened, unit } from "./support.ts";

const host = denoHost();
const names = (folder: string) => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
const optionsOf = (folder: string) => ({ pipeline: "chats", folder: `${folder}/state`, run: "1" });

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

Deno.test("WRITER names the version of deno.json", () => assert.equal(WRITER, `threadloom ${config.version}`));

Deno.test({
  name: "sqliteLedger() keeps folder and files to their owner, and leaves one file beside the lock",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const open = await opened(sqliteLedger(), `${folder}/state`);
      await open.commit("s", [unit("a")]);
      const modes = names(`${folder}/state`).map((
        n,
      ) => [n, (Deno.statSync(`${folder}/state/${n}`).mode! & 0o777).toString(8)]);
      assert.deepEqual(modes, ["ledger.db", "ledger.db-shm", "ledger.db-wal", "lock"].map((n) => [n, "600"]));
      assert.equal((Deno.statSync(`${folder}/state`).mode! & 0o777).toString(8), "700");
      await open.close();
      await open.close();
      assert.deepEqual(names(`${folder}/state`), ["ledger.db", "lock"]);
      const reading = await sqliteLedger().open(host, { ...optionsOf(folder), readOnly: true });
      assert.equal((await reading?.size("s"))?.units, 1);
      assert.deepEqual(names(`${folder}/state`), ["ledger.db", "lock"]);
      await reading?.close();
      assert.deepEqual(names(`${folder}/state`), ["ledger.db", "lock"]);
    }),
});

Deno.test("sqliteLedger({ path }) puts file and lock where it was told, and nothing elsewhere", () =>
  inFolder(async (folder) => {
    const open = await opened(sqliteLedger({ path: `${folder}/mine/chats.db` }), `${folder}/state`);
    await open.commit("s", [unit("a")]);
    await open.close();
    assert.deepEqual(names(folder), ["mine"]);
    assert.deepEqual(names(`${folder}/mine`), ["chats.db", "chats.db.lock"]);
  }));

Deno.test("sqliteLedger() refuses what a newer program wrote, naming it, and gives up the lock", () =>
  inFolder(async (folder) => {
    await (await opened(sqliteLedger(), `${folder}/state`)).close();
    const path = `${folder}/state/ledger.db`;
    change(path, "PRAGMA user_version = 7; UPDATE meta SET value = 'threadloom 9.1.0' WHERE name = 'written_by'");
    const before = await Deno.readFile(path);
    for (const readOnly of [false, true, false]) {
      await assert.rejects(sqliteLedger().open(host, { ...optionsOf(folder), readOnly }), (error) => {
        assert.ok(error instanceof CannotRunError);
        assert.match(
          error.message,
          /: threadloom 9\.1\.0 wrote it in format 7, this program knows formats up to 1; use/,
        );
        return true;
      });
    }
    assert.deepEqual(await Deno.readFile(path), before);
  }));

Deno.test("sqliteLedger() refuses a file that is no ledger", () =>
  inFolder(async (folder) => {
    const path = `${folder}/other.db`;
    change(path, "CREATE TABLE notes (text TEXT)");
    await assert.rejects(
      opened(sqliteLedger({ path }), folder),
      /it is a database of something else, a ledger was expected/,
    );
    await Deno.writeTextFile(path, "this is a text file and no database at all".repeat(20));
    await assert.rejects(
      opened(sqliteLedger({ path }), folder),
      /Cannot open ledger ".*": file is not a database, a ledger was expected; put a copy back, or move it away/,
    );
    assert.match(await Deno.readTextFile(path), /^this is a text file/);
  }));

Deno.test("sqliteLedger() says of a ledger that was cut what to do", () =>
  inFolder(async (folder) => {
    const path = `${folder}/cut.db`;
    await (await opened(sqliteLedger({ path }), folder)).close();
    await Deno.truncate(path, (await Deno.stat(path)).size / 2);
    await assert.rejects(opened(sqliteLedger({ path }), folder), /malformed, a ledger was expected; put a copy back/);
  }));

Deno.test("an older ledger is copied, then brought up to date in one transaction", () =>
  inFolder(async (folder) => {
    const first = await opened(sqliteLedger(), `${folder}/state`);
    await first.commit("s", [unit("a")]);
    await first.close();
    const path = `${folder}/state/ledger.db`;
    const old = await Deno.readFile(path);
    const steps = [...STEPS, "CREATE TABLE extra (x TEXT) STRICT; INSERT INTO extra VALUES ('made')"];

    const bad = [...steps.slice(0, 2), "CREATE TABLE more (x TEXT); INSERT INTO nowhere VALUES (1)"];
    await assert.rejects(openSqlite(host, undefined, optionsOf(folder), bad), /no such table: nowhere/);
    const untouched = new DatabaseSync(path);
    assert.equal(untouched.prepare("PRAGMA user_version").get()?.user_version, 1);
    assert.equal(
      untouched.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('extra', 'more')").get()?.n,
      0,
    );
    untouched.close();

    await assert.rejects(
      openSqlite(host, undefined, { ...optionsOf(folder), readOnly: true }, steps),
      /it is of format 1, 2 was expected; a run brings it up to date/,
    );
    const open = await openSqlite(host, undefined, optionsOf(folder), steps);
    assert.deepEqual(await open?.size("s"), { units: 1, entries: 0 });
    await open?.close();
    assert.deepEqual(await Deno.readFile(`${path}.format-1.backup`), old);
    await assert.rejects(
      opened(sqliteLedger(), `${folder}/state`),
      /wrote it in format 2, this program knows formats up to 1/,
    );
  }));

Deno.test("a commit that fails leaves nothing of itself", () =>
  inFolder(async (folder) => {
    const open = await opened(sqliteLedger(), folder);
    await open.commit("s", [unit("a", [["a", "1", "f"]])]);
    const broken = { ...unit("b"), path: Symbol("not storable") as unknown as string };
    await assert.rejects(open.commit("s", [unit("a"), broken]), /^Error: Cannot write ledger ".*": /);
    assert.deepEqual(await open.size("s"), { units: 1, entries: 1 });
    await open.commit("s", [unit("c")]);
    assert.deepEqual(await open.size("s"), { units: 2, entries: 1 });
    await open.close();
  }));

Deno.test("100,000 units are committed and found again in little time", () =>
  inFolder(async (folder) => {
    const open = await opened(sqliteLedger(), folder);
    const units = Array.from({ length: 100_000 }, () => unit(crypto.randomUUID()));
    const keys = units.map((u) => u.unit);
    const started = performance.now();
    await open.commit("s", units);
    const committed = performance.now();
    assert.equal((await open.committed("s", keys)).size, units.length);
    const found = performance.now();
    assert.deepEqual(await open.size("s"), { units: units.length, entries: 0 });
    if (Deno.env.has("THREADLOOM_TIMES")) {
      console.log(committed - started, found - committed, performance.now() - found);
    }
    assert.ok(committed - started < 5_000, `${committed - started} ms`);
    await open.close();
  }));
