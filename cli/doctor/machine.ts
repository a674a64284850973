/**
 * Checks of the machine: Deno, what it was allowed, SQLite.
 *
 * @module
 */
import { type Check, type Finding, messageOf } from "./finding.ts";

/** The oldest Deno that is known to do. */
const OLDEST: readonly [major: number, minor: number] = [2, 9];

/** How to get a newer runtime: a compiled program has its own inside. */
const UPGRADE = Deno.build.standalone ? "take a binary that is compiled with one" : "deno upgrade";

/** Deno's version. */
export const checkDeno: Check = () => {
  const { deno, v8, typescript } = Deno.version;
  const [major, minor] = deno.split(".").map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return Promise.resolve([{
    check: "deno",
    state: old ? "warning" : "ok",
    says: `Deno ${deno} (V8 ${v8}, TypeScript ${typescript}) on ${Deno.build.target}`,
    ...(old ? { todo: `threadloom is tried with Deno ${OLDEST.join(".")} and later: ${UPGRADE}` } : {}),
  }]);
};

/** What the process may do. */
export const checkPermissions: Check = ({ root }) => {
  const asked: { name: string; says: string; needed: boolean; descriptor: Deno.PermissionDescriptor }[] = [
    { name: "read", says: "reading files", needed: true, descriptor: { name: "read" } },
    { name: "write", says: `writing to ${root}`, needed: true, descriptor: { name: "write", path: root } },
    { name: "env", says: "the environment", needed: false, descriptor: { name: "env" } },
    { name: "net", says: "the network", needed: false, descriptor: { name: "net" } },
  ];
  return Promise.resolve(asked.map(({ name, says, needed, descriptor }): Finding => {
    const granted = Deno.permissions.querySync(descriptor).state === "granted";
    if (granted) return { check: `--allow-${name}`, state: "ok", says: `${says}: granted` };
    const use = needed ? "imports need it" : "imports do without it; plugins that reach a service need it";
    return {
      check: `--allow-${name}`,
      state: needed ? "warning" : "ok",
      says: `${says}: not granted to the whole process; ${use}`,
      ...(needed ? { todo: `deno run --allow-${name}${name === "write" ? `=${root}` : ""} …, or -A` } : {}),
    };
  }));
};

/** SQLite with full-text search, tried in memory. */
export const checkSqlite: Check = async () => {
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(":memory:");
    try {
      const { version } = database.prepare("SELECT sqlite_version() AS version").get() as { version: string };
      database.exec("CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words VALUES ('a thread of words')");
      const found = database.prepare("SELECT count(*) AS n FROM words WHERE words MATCH 'thread'").get() as {
        n: number;
      };
      return [
        found.n === 1 ? { check: "sqlite", state: "ok", says: `SQLite ${version} with full-text search (FTS5)` } : {
          check: "sqlite",
          state: "wrong",
          says: `SQLite ${version}: full-text search finds nothing`,
          todo: UPGRADE,
        },
      ];
    } finally {
      database.close();
    }
  } catch (error) {
    return [{ check: "sqlite", state: "wrong", says: `not usable: ${messageOf(error)}`, todo: UPGRADE }];
  }
};
