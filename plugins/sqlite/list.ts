/**
 * What the store shows: keys and fingerprints.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Conversation } from "../../core/conversation.ts";
import type { Listed } from "../../core/sink.ts";
import { asText, whole } from "./columns.ts";
import { ofAsset, ofConversation, ofMessage, recall } from "./entries.ts";
import { openLoader } from "./load.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";
import { openStanding } from "./standing.ts";

/** Lists entries: of some scopes, all, or all with fingerprints of what the rows really hold. */
export interface Lister {
  scopes(scopes: string[]): AsyncGenerator<Listed>;
  all(): AsyncGenerator<Listed>;
  check(): AsyncGenerator<Listed>;
}

const OWN = `number, ${whole("id")}, version, exported_at, fingerprint`;

/** Prepares listing. Nothing stays open between two entries, so writes may come in between. */
export function openLister(database: DatabaseSync): Lister {
  const byId = prepareRows(database, `SELECT ${OWN} FROM conversation_data WHERE id = ?`);
  const after = prepareRows(
    database,
    `SELECT ${OWN} FROM conversation_data WHERE number > ? ORDER BY number LIMIT 100`,
  );
  const messages = prepareRows(
    database,
    `SELECT ${whole("id")}, fingerprint, branch, ${whole("previous")} FROM message_data WHERE conversation = ?
    ORDER BY branch, place`,
  );
  const assets = prepareRows(
    database,
    `SELECT ${whole("id")}, fingerprint, 0, ${whole("previous")} FROM asset_data WHERE conversation = ? ORDER BY place`,
  );
  const load = openLoader(database);
  const astray = openStanding(database);

  return { scopes, all, check };

  async function* scopes(scopes: string[]): AsyncGenerator<Listed> {
    for (const scope of scopes) {
      for (const row of byId.all(scope)) yield* entries(row);
    }
  }

  async function* all(): AsyncGenerator<Listed> {
    for (const row of conversations()) yield* entries(row);
  }

  async function* check(): AsyncGenerator<Listed> {
    for (const row of conversations()) {
      const number = row[0] as number;
      const computed = fingerprints(number);
      const misplaced = astray(number);
      for (const [listed, stored] of rowsOf(row)) {
        const found = computed ? computed.get(listed.key) ?? stored : "unreadable";
        if (found !== stored) yield { ...listed, fingerprint: found };
        else yield misplaced.has(listed.key) ? { ...listed, fingerprint: "misplaced" } : listed;
      }
    }
  }

  function* conversations(): Generator<Row> {
    for (let page = after.all(0); page.length > 0; page = after.all(page.at(-1)?.[0] as number)) yield* page;
  }

  function* entries(row: Row): Generator<Listed> {
    for (const [listed] of rowsOf(row)) yield listed;
  }

  /** Entries, each with the fingerprint of what was stored. */
  function* rowsOf([number, id, version, exportedAt, own]: Row): Generator<[Listed, stored: string]> {
    const scope = asText(id);
    const unit: Pick<Listed, "version" | "exportedAt"> = {};
    if (version !== null) unit.version = version as number;
    if (exportedAt !== null) unit.exportedAt = exportedAt as number;
    const listed = (key: string, fingerprint: unknown): [Listed, string] => {
      const { shown, stored } = recall(fingerprint as string);
      return [{ scope, key, fingerprint: shown, ...unit }, stored];
    };
    if (own !== null) yield listed("conversation", own);
    for (const [id, fingerprint] of messages.all(number)) yield listed(`message:${asText(id)}`, fingerprint);
    for (const [id, fingerprint] of assets.all(number)) yield listed(`asset:${asText(id)}`, fingerprint);
  }

  /** By key. Empty for a scope without its conversation, which cannot be loaded; undefined where rows were damaged. */
  function fingerprints(number: number): Map<string, string> | undefined {
    const found = new Map<string, string>();
    let conversation: Conversation | undefined;
    try {
      conversation = load(number);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
    if (!conversation) return found;
    found.set("conversation", ofConversation(conversation));
    // Rows come in the order of the loaded lists.
    const records = [...conversation.messages, ...conversation.branches];
    for (const [i, [id, , branch, previous]] of messages.all(number).entries()) {
      const before = previous === null ? undefined : asText(previous);
      found.set(`message:${asText(id)}`, ofMessage(records[i], branch === 1, before));
    }
    for (const [i, [id, , , previous]] of assets.all(number).entries()) {
      const before = previous === null ? undefined : asText(previous);
      found.set(`asset:${asText(id)}`, ofAsset(conversation.assets[i], before));
    }
    return found;
  }
}
