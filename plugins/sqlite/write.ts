/**
 * Writing changes: one call is one transaction.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import { resultCode } from "../../core/sqlite/errors.ts";
import { commit, execute, worded } from "./execute.ts";
import type { SqliteValue } from "./entries.ts";
import { openScopes, type ScopeWriter } from "./scope.ts";

/** Result codes that are about one value and not about the database: TOOBIG, CONSTRAINT, MISMATCH. */
const OF_ONE_ENTRY = new Set([18, 19, 20]);

type Put = Change<SqliteValue>["puts"][number];

/** Writes changes, as `OpenStore.write` promises. */
export function openWriter(
  database: DatabaseSync,
  context: Context,
  path: string,
): (changes: Change<SqliteValue>[]) => EntryFailure[] {
  const scopes = openScopes(database);

  return function write(changes) {
    try {
      return attempt(changes, false);
    } catch (error) {
      if (!OF_ONE_ENTRY.has(resultCode(error) ?? 0)) throw worded(error, path);
    }
    // A savepoint around each entry costs a third of the speed: only once it is known that one is needed.
    try {
      return attempt(changes, true);
    } catch (error) {
      throw worded(error, path);
    }
  };

  function attempt(changes: Change<SqliteValue>[], careful: boolean): EntryFailure[] {
    const failures: EntryFailure[] = [];
    execute(database, "BEGIN IMMEDIATE");
    try {
      scopes.begin();
      for (const change of changes) writeChange(change, careful, failures);
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
    try {
      commit(database, context);
    } catch (error) {
      // A commit that failed leaves its transaction open; one that succeeded leaves nothing to take back.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
    return failures;
  }

  function writeChange(change: Change<SqliteValue>, careful: boolean, failures: EntryFailure[]): void {
    const puts = Map.groupBy(change.puts, (put) => put.scope);
    const deletes = Map.groupBy(change.deletes, (entry) => entry.scope);
    for (const scope of new Set([...puts.keys(), ...deletes.keys()])) {
      const writer = scopes.open(scope, change);
      for (const put of puts.get(scope) ?? []) {
        const error = careful ? putCarefully(writer, put) : putPlainly(writer, put);
        if (error !== undefined) failures.push({ unit: change.unit, scope, key: put.key, error });
      }
      for (const { key } of deletes.get(scope) ?? []) writer.remove(key);
      writer.finish();
    }
  }

  function putPlainly(writer: ScopeWriter, put: Put): unknown {
    // Only what happens before the first statement: a value that has no row dies alone.
    let run: () => void;
    try {
      run = writer.prepare(put);
    } catch (error) {
      return error;
    }
    run();
  }

  function putCarefully(writer: ScopeWriter, put: Put): unknown {
    database.exec("SAVEPOINT entry");
    try {
      const error = putPlainly(writer, put);
      database.exec("RELEASE entry");
      return error;
    } catch (error) {
      if (!OF_ONE_ENTRY.has(resultCode(error) ?? 0)) throw error;
      database.exec("ROLLBACK TO entry; RELEASE entry");
      return new Error(`Cannot store "${put.key}" of "${put.scope}": ${(error as Error).message}`, { cause: error });
    }
  }
}
