/**
 * Writing changes: one call is one transaction.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import { cutText } from "../../core/search/cut.ts";
import { messageIn, type VectorsValue } from "./entries.ts";
import { openMessages } from "./messages.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { inTransaction, worded } from "./execute.ts";

/** Writes changes, as `OpenStore.write` promises. */
export function openWriter(
  database: DatabaseSync,
  context: Context,
  path: string,
): (changes: Change<VectorsValue>[]) => EntryFailure[] {
  const find = prepareRows(database, "SELECT number FROM conversation_data WHERE id = ?");
  const add = prepareRows(database, "INSERT INTO conversation_data (id) VALUES (?) RETURNING number");
  const touch = database.prepare("UPDATE conversation_data SET version = ?, exported_at = ? WHERE number = ?");
  const fill = database.prepare("UPDATE conversation_data SET fingerprint = ?, title = ? WHERE number = ?");
  const unindex = database.prepare("DELETE FROM title_search WHERE rowid = ?");
  const index = database.prepare("INSERT INTO title_search (rowid, title) VALUES (?, ?)");
  const drop = database.prepare(
    `DELETE FROM conversation_data WHERE number = ? AND fingerprint IS NULL
    AND NOT EXISTS (SELECT 1 FROM message_data m WHERE m.conversation = conversation_data.number)`,
  );
  const messages = openMessages(database, path);

  return function write(changes) {
    try {
      return inTransaction(database, context, () => {
        messages.begin();
        return changes.flatMap(writeChange);
      });
    } catch (error) {
      throw worded(error, path);
    }
  };

  function writeChange({ unit, puts, deletes, version, exportedAt }: Change<VectorsValue>): EntryFailure[] {
    const failures: EntryFailure[] = [];
    for (const scope of new Set([...puts, ...deletes].map((one) => one.scope))) {
      const number = (find.get(scope) ?? add.get(scope))?.[0] as number;
      for (const { scope: of, key, value, fingerprint } of puts) {
        if (of !== scope) continue;
        if (value.kind === "conversation") {
          putTitle(number, value.title, fingerprint);
          continue;
        }
        const error = messages.put(number, value, fingerprint);
        if (error) failures.push({ unit, scope, key, error });
      }
      for (const { scope: of, key } of deletes) {
        if (of !== scope) continue;
        const id = messageIn(key);
        if (id !== undefined) messages.remove(number, id);
        else if (key === "conversation") putTitle(number, undefined, null);
      }
      touch.run(version ?? null, exportedAt ?? null, number);
      drop.run(number);
    }
    return failures;
  }

  function putTitle(number: number, title: string | undefined, fingerprint: string | null): void {
    fill.run(fingerprint, title ?? null, number);
    unindex.run(number);
    if (title) index.run(number, cutText(title));
  }
}
