/**
 * The rows of messages and of their vectors.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Embedding } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import { digest } from "../../core/fingerprint.ts";
import { bytesOf } from "./bytes.ts";
import { type Generation, generationOf, keepSetting } from "./database.ts";
import type { MessageValue } from "./entries.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { SEGMENT_BITS } from "./schema.ts";
import { MOST_DIMENSIONS } from "./shape.ts";

/** Writes messages, inside a transaction. */
export interface Messages {
  /** Called in each transaction before any other. */
  begin(): void;
  /** Gives the error of a value that cannot be kept. */
  put(conversation: number, value: MessageValue, fingerprint: string): Error | undefined;
  remove(conversation: number, id: string): void;
}

/** Prepares writing messages. */
export function openMessages(database: DatabaseSync, path: string): Messages {
  const find = prepareRows(database, "SELECT number FROM message_data WHERE conversation = ? AND id = ?");
  const upsert = prepareRows(
    database,
    `INSERT INTO message_data (conversation, branch, hidden, role, created_at, model, id, fingerprint, sum, derived_of)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO UPDATE SET branch = excluded.branch, hidden = excluded.hidden,
      role = excluded.role, created_at = excluded.created_at, model = excluded.model,
      fingerprint = excluded.fingerprint, sum = excluded.sum, derived_of = excluded.derived_of
    RETURNING number`,
  );
  const erase = database.prepare("DELETE FROM message_data WHERE number = ?");
  const vectors = prepareRows(database, "SELECT number FROM vector_data WHERE message = ? ORDER BY chunk");
  const insert = database.prepare("INSERT INTO vector_data (number, message, chunk, vector) VALUES (?, ?, ?, ?)");
  const update = database.prepare("UPDATE vector_data SET vector = ? WHERE number = ?");
  const eraseVector = database.prepare("DELETE FROM vector_data WHERE number = ?");
  const highest = prepareRows(database, "SELECT max(number) FROM vector_data");
  const models = prepareRows(database, "SELECT number FROM model_name WHERE name = ?");
  const addModel = prepareRows(database, "INSERT INTO model_name (name) VALUES (?) RETURNING number");
  const mark = database.prepare("INSERT OR REPLACE INTO segment (number, ready, stamp) VALUES (?, 0, NULL)");
  let generation: Generation | undefined;
  let next = 0;
  let touched = new Set<number>();

  return { begin, put, remove };

  function begin(): void {
    next = (highest.get()?.[0] as number | null ?? -1) + 1;
    generation = generationOf(database);
    touched = new Set();
  }

  function put(conversation: number, value: MessageValue, fingerprint: string): Error | undefined {
    const { embedding, of } = value;
    const wrong = embedding && whatIsWrong(embedding, value.id);
    if (wrong) return wrong;
    if (embedding) needGeneration(embedding);
    const { branch, hidden, role, createdAt = null, model, id } = value;
    const [number] = upsert.get(
      conversation,
      branch ? 1 : 0,
      hidden ? 1 : 0,
      role,
      createdAt,
      modelNumber(model),
      id,
      fingerprint,
      sumOf(value),
      of ?? null,
    ) as [number];
    putVectors(number, embedding ? [embedding.vector, ...embedding.chunks ?? []] : []);
  }

  function putVectors(message: number, list: readonly Float32Array[]): void {
    const there = vectors.all(message).map(([number]) => number as number);
    for (const [chunk, vector] of list.entries()) {
      const bytes = bytesOf(new Float32Array(vector));
      const number = there[chunk] ?? next++;
      touch(number);
      if (chunk < there.length) update.run(bytes, number);
      else insert.run(number, message, chunk, bytes);
    }
    for (const number of there.slice(list.length)) {
      touch(number);
      eraseVector.run(number);
    }
  }

  function remove(conversation: number, id: string): void {
    const number = find.get(conversation, id)?.[0];
    if (number === undefined) return;
    putVectors(number as number, []);
    erase.run(number);
  }

  function touch(vector: number): void {
    const segment = vector >> SEGMENT_BITS;
    if (touched.has(segment)) return;
    touched.add(segment);
    mark.run(segment);
  }

  function modelNumber(name = ""): number {
    return (models.get(name) ?? addModel.get(name))?.[0] as number;
  }

  /** The store's model is that of its first vector; a store that has none left begins anew. */
  function needGeneration({ model, vector }: Embedding): void {
    if (generation?.model === model && generation.dimensions === vector.length) return;
    if (generation && highest.get()?.[0] !== null) {
      throw new CannotRunError(
        `Cannot store vectors of "${model}" (${vector.length} dimensions) in "${path}": it holds those of ` +
          `"${generation.model}" (${generation.dimensions}), and vectors of two models cannot be compared; ` +
          "give another path, or remove the file to make all of them anew",
      );
    }
    generation = { model, dimensions: vector.length };
    keepSetting(database, "model", model);
    keepSetting(database, "dimensions", vector.length);
    database.exec("DELETE FROM store WHERE name IN ('centre', 'centred at'); DELETE FROM segment");
  }
}

/** Hash of all that a message's rows hold: tells whether they were changed since. */
export function sumOf({ id, branch, hidden, role, createdAt, model, embedding, of }: MessageValue): string {
  const vectors = embedding ? [embedding.vector, ...embedding.chunks ?? []] : [];
  const sums = vectors.map((vector) => digest(bytesOf(new Float32Array(vector))));
  return digest(JSON.stringify([id, branch, hidden, role, createdAt ?? null, model ?? "", of ?? null, sums]));
}

function whatIsWrong({ vector, chunks = [] }: Embedding, id: string): Error | undefined {
  const width = vector.length;
  if (width < 1 || width > MOST_DIMENSIONS) {
    return new RangeError(
      `Cannot store the vector of "${id}": it has ${width} dimensions, 1 to ${MOST_DIMENSIONS} were expected`,
    );
  }
  for (const one of [vector, ...chunks]) {
    if (one.length !== width) {
      return new RangeError(
        `Cannot store the vectors of "${id}": one has ${one.length} dimensions, ${width} were expected as of the first`,
      );
    }
    if (!one.every(Number.isFinite)) {
      return new RangeError(`Cannot store the vector of "${id}": not all of its numbers are finite`);
    }
  }
}
