/**
 * What the store shows: keys, fingerprints, and derived values.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Embedding } from "../../core/conversation.ts";
import type { DerivedValues } from "../../core/derived.ts";
import type { Listed } from "../../core/sink.ts";
import { asText, whole } from "../../core/sqlite/text.ts";
import { floatsOf } from "./bytes.ts";
import { generationOf } from "./database.ts";
import { EMBEDDING, messageIn } from "./entries.ts";
import { sumOf } from "./messages.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";

/** Lists entries: of some scopes, all, or all compared with what the rows really hold; and gives derived values. */
export interface Lister {
  scopes(scopes: string[]): AsyncGenerator<Listed>;
  all(): AsyncGenerator<Listed>;
  check(): AsyncGenerator<Listed>;
  derived(entries: { scope: string; key: string }[]): (DerivedValues | undefined)[];
}

const OWN = `number, ${whole("id")}, version, exported_at, fingerprint`;

/** Prepares listing. Nothing stays open between two entries, so writes may come in between. */
export function openLister(database: DatabaseSync): Lister {
  const byId = prepareRows(database, `SELECT ${OWN} FROM conversation_data WHERE id = ?`);
  const after = prepareRows(
    database,
    `SELECT ${OWN} FROM conversation_data WHERE number > ? ORDER BY number LIMIT 100`,
  );
  const messages = prepareRows(database, `SELECT ${whole("id")}, fingerprint FROM message_data WHERE conversation = ?`);
  const full = prepareRows(
    database,
    `SELECT ${whole("m.id")}, m.fingerprint, m.sum, m.branch, m.hidden, ${whole("m.role")}, m.created_at,
      ${whole("n.name")}, m.derived_of, m.number
    FROM message_data m LEFT JOIN model_name n ON n.number = m.model WHERE m.conversation = ?`,
  );
  const stamp = prepareRows(
    database,
    `SELECT m.number, m.derived_of FROM message_data m JOIN conversation_data c ON c.number = m.conversation
    WHERE c.id = ? AND m.id = ?`,
  );
  const vectors = prepareRows(database, "SELECT vector FROM vector_data WHERE message = ? ORDER BY chunk");

  return { scopes, all, check, derived };

  async function* scopes(scopes: string[]): AsyncGenerator<Listed> {
    for (const scope of scopes) {
      for (const row of byId.all(scope)) yield* entries(row, false);
    }
  }

  async function* all(): AsyncGenerator<Listed> {
    for (const row of conversations()) yield* entries(row, false);
  }

  async function* check(): AsyncGenerator<Listed> {
    for (const row of conversations()) yield* entries(row, true);
  }

  function* conversations(): Generator<Row> {
    for (let page = after.all(-1); page.length > 0; page = after.all(page.at(-1)?.[0] as number)) yield* page;
  }

  function* entries([number, id, version, exportedAt, own]: Row, check: boolean): Generator<Listed> {
    const scope = asText(id);
    const unit: Pick<Listed, "version" | "exportedAt"> = {};
    if (version !== null) unit.version = version as number;
    if (exportedAt !== null) unit.exportedAt = exportedAt as number;
    if (own !== null) yield { scope, key: "conversation", fingerprint: own as string, ...unit };
    for (const row of (check ? full : messages).all(number)) {
      const fingerprint = check && !isSound(row) ? "damaged" : row[1] as string;
      yield { scope, key: `message:${asText(row[0])}`, fingerprint, ...unit };
    }
  }

  function isSound([id, , sum, branch, hidden, role, createdAt, model, of, number]: Row): boolean {
    return sum === sumOf({
      kind: "message",
      id: asText(id),
      branch: branch === 1,
      hidden: hidden === 1,
      role: asText(role),
      createdAt: createdAt as number | undefined ?? undefined,
      model: asText(model),
      embedding: embeddingOf(number as number, ""),
      of: of as string | undefined ?? undefined,
    });
  }

  function derived(entries: { scope: string; key: string }[]): (DerivedValues | undefined)[] {
    const model = generationOf(database)?.model;
    return entries.map(({ scope, key }) => {
      const id = messageIn(key);
      const [number, of] = (id === undefined ? undefined : stamp.get(scope, id)) ?? [];
      const value = typeof number === "number" ? embeddingOf(number, model ?? "") : undefined;
      return value && typeof of === "string" ? { [EMBEDDING]: { of, value } } : undefined;
    });
  }

  function embeddingOf(message: number, model: string): Embedding | undefined {
    const [vector, ...chunks] = vectors.all(message).map(([blob]) => floatsOf(blob));
    return vector && { vector, model, ...(chunks.length > 0 && { chunks }) };
  }
}
