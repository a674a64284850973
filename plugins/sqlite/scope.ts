/**
 * The rows of one scope: puts, deletes, and what depends on all of them (places, counts, the hash).
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Conversation } from "../../core/conversation.ts";
import type { Change } from "../../core/sink.ts";
import { CONVERSATION, toRow } from "./columns.ts";
import { hashOf, kept, type SqliteValue } from "./entries.ts";
import { knownRow, linkedRows, replace } from "./lists.ts";
import { makeReady, type ReadyAsset, type ReadyConversation, type ReadyMessage } from "./ready.ts";
import { prepareStatements } from "./statements.ts";

type Put = Change<SqliteValue>["puts"][number];

/** Writes into one scope. */
export interface ScopeWriter {
  /** Works out the rows; what it returns writes them. Throws for a value that has none. */
  prepare(put: Put): () => void;
  remove(key: string): void;
  /** Called once, after all others. */
  finish(): void;
}

/** Writers for scopes, one at a time. */
export interface Scopes {
  /** Called in each transaction before any other. */
  begin(): void;
  open(scope: string, change: Pick<Change, "version" | "exportedAt">): ScopeWriter;
}

/** Prepares for writing into scopes. */
export function openScopes(database: DatabaseSync): Scopes {
  const sql = prepareStatements(database);
  const next = { conversation: 0, message: 0, asset: 0 };

  return { begin, open };

  function begin(): void {
    const [conversation, message, asset] = sql.highest.get() as (number | null)[];
    next.conversation = (conversation ?? 0) + 1;
    next.message = (message ?? 0) + 1;
    next.asset = (asset ?? 0) + 1;
  }

  function open(scope: string, change: Pick<Change, "version" | "exportedAt">): ScopeWriter {
    const found = sql.findConversation.get(scope) as [number, string | null] | undefined;
    const isNew = found === undefined;
    const number = found?.[0] ?? next.conversation++;
    if (isNew) sql.insertConversation.run(number, scope);
    let own = found?.[1] ?? null;
    /** What a scope holds that was empty before, told from its puts alone. */
    const fresh = { prepared: 0, written: 0, messages: 0, bytes: 0, fingerprints: [] as string[] };

    return { prepare, remove, finish };

    function prepare(put: Put): () => void {
      fresh.prepared++;
      const { value, fingerprint } = kept(put.fingerprint, put.value);
      if (value.kind === "refused") throw new Error(value.error);
      const ready = "record" in value ? makeReady(value) : value;
      if (ready.kind === "ready conversation") return () => putConversation(ready, fingerprint);
      if (ready.kind === "ready asset") return () => putAsset(ready, fingerprint);
      return () => putMessage(ready, fingerprint);
    }

    function putConversation({ values, indexed }: ReadyConversation, fingerprint: string): void {
      sql.fillConversation.run(fingerprint, ...values, number);
      if (!isNew) sql.unindexTitle.run(number);
      if (indexed) sql.indexTitle.run(number, indexed);
      own = fingerprint;
      written(values, fingerprint);
    }

    function putMessage(message: ReadyMessage, fingerprint: string): void {
      const { id, branch, plain, indexed = plain, values, previous } = message;
      const known = isNew ? undefined : knownRow(sql.findMessage.get(number, id));
      const row = known?.number ?? next.message++;
      const write = known ? sql.updateMessage : sql.insertMessage;
      const place = known?.place ?? message.place;
      write.run(number, id, branch ? 1 : 0, place, previous, fingerprint, plain, ...values, row);
      if (known) sql.unindexMessage.run(row);
      if (indexed.length > 0) sql.indexMessage.run(row, indexed);
      if (!branch) fresh.messages++;
      fresh.bytes += plain.length;
      written(values, fingerprint);
    }

    function putAsset({ id, place, previous, values }: ReadyAsset, fingerprint: string): void {
      const known = isNew ? undefined : knownRow(sql.findAsset.get(number, id));
      const row = known?.number ?? next.asset++;
      const write = known ? sql.updateAsset : sql.insertAsset;
      write.run(number, id, known?.place ?? place, previous, fingerprint, ...values, row);
      written(values, fingerprint);
    }

    function written(values: SQLInputValue[], fingerprint: string): void {
      fresh.written++;
      fresh.fingerprints.push(fingerprint);
      for (const value of values) {
        if (typeof value === "string" || value instanceof Uint8Array) fresh.bytes += value.length;
      }
    }

    function remove(key: string): void {
      if (key === "conversation") {
        sql.fillConversation.run(null, ...toRow({ id: "" } as Conversation, CONVERSATION), number);
        sql.unindexTitle.run(number);
        own = null;
      } else if (key.startsWith("message:")) {
        const known = knownRow(sql.findMessage.get(number, key.slice("message:".length)));
        if (!known) return;
        sql.deleteMessage.run(known.number);
        sql.unindexMessage.run(known.number);
      } else if (key.startsWith("asset:")) {
        const known = knownRow(sql.findAsset.get(number, key.slice("asset:".length)));
        if (!known) return;
        sql.deleteAsset.run(known.number);
      }
    }

    function finish(): void {
      const untouched = isNew && fresh.written === fresh.prepared;
      const { messages, bytes, fingerprints } = untouched ? fresh : gathered();
      if (fingerprints.length === 0) {
        sql.deleteConversation.run(number);
        return;
      }
      const { version = null, exportedAt = null } = change;
      sql.touchConversation.run(version, exportedAt, hashOf(fingerprints), bytes, messages, number);
    }

    /** What the scope holds now; puts messages and assets in their places on the way. */
    function gathered(): { messages: number; bytes: number; fingerprints: string[] } {
      const messages = linkedRows(sql.messageLinks.all(number));
      const assets = linkedRows(sql.assetLinks.all(number));
      const thread = messages.filter((row) => !row.branch);
      // Also where nothing new says so: a message's time counts, and somebody else may have moved rows.
      replace(thread, sql.placeMessage);
      replace(messages.filter((row) => row.branch), sql.placeMessage);
      replace(assets, sql.placeAsset);
      const fingerprints = own === null ? [] : [own];
      let bytes = 0;
      for (const row of [...messages, ...assets]) {
        fingerprints.push(row.fingerprint);
        bytes += row.bytes;
      }
      return { messages: thread.length, bytes, fingerprints };
    }
  }
}
