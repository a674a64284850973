/**
 * The messages whose vectors are nearest to a query's.
 *
 * All codes are scored by one bit a coordinate, the best of them by four bits, the best of those by their vectors. So
 * the order of what is found is exact; only who is looked at that closely is told from codes.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Role } from "../../core/conversation.ts";
import type { Files } from "../../core/host.ts";
import { parseQuery, type Query } from "../../core/search/query.ts";
import { asText, whole } from "../../core/sqlite/text.ts";
import { floatsOf } from "./bytes.ts";
import { allOf, bestOf } from "./candidates.ts";
import { generationOf, openForReading } from "./database.ts";
import { encodeQuery, lengthOf } from "./encode.ts";
import { type LoadedIndex, loadIndex } from "./index.ts";
import { MOST_FINE } from "./kernel.ts";
import { fillMask } from "./mask.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { worded } from "./execute.ts";
import { shapeOf } from "./shape.ts";

/** Options of `nearest`. */
export interface NearestOptions {
  /**
   * How many messages, at most; 1 to 2,000.
   * @default 20
   */
  limit?: number;
  /**
   * Filters in the form of a search (`role:user after:2024`, days in UTC), or a search that was read: its words are left
   * to others. Without them all that is not hidden is looked at.
   */
  filters?: string | Query;
}

/** A message that is near. */
export interface Near {
  conversationId: string;
  messageId: string;
  /** The conversation's; null where it has none. */
  title: string | null;
  role: Role;
  /** Epoch milliseconds; null where the source gives none. */
  createdAt: number | null;
  /** Cosine of the angle between the vectors, -1 to 1. */
  score: number;
}

/** A store of vectors, opened to search it. */
export interface Vectors {
  /** The model that made the vectors; undefined as long as there are none. */
  readonly model: string | undefined;
  readonly dimensions: number | undefined;
  /**
   * The nearest messages, the nearest first; of equal ones the newer. Sees what was written before it was called.
   *
   * Rejects with a `RangeError` when the vector's width is not the store's, or the limit is out of bounds
   */
  nearest(vector: Float32Array, options?: NearestOptions): Promise<Near[]>;
  /** A message's vector (of all of it, where it has one per chunk); undefined where the store has none. */
  vectorOf(conversationId: string, messageId: string): Float32Array | undefined;
  /** Conversations that hold a vector of a message of that id. */
  conversationsOf(messageId: string): string[];
  close(): void;
}

const MOST = 2000;
/** Places that are scored by their vectors where fine codes are not in memory. */
const EXACT_WITHOUT_FINE = 2000;
/** Places that are scored by their vectors: so many, or so many times the limit. */
const EXACT = 128;
const EXACT_PER_RESULT = 2;

/**
 * Opens the store of vectors in a folder for searching.
 *
 * @param files reads its codes
 * @throws {CannotRunError} when there is none
 */
export function openVectors(path: string, files: Files): Vectors {
  const database = openForReading(path);
  try {
    return searcher(database, files, path);
  } catch (error) {
    database.close();
    throw worded(error, path);
  }
}

function searcher(database: DatabaseSync, files: Files, path: string): Vectors {
  const version = prepareRows(database, "PRAGMA data_version");
  const vector = prepareRows(database, "SELECT message, vector FROM vector_data WHERE number = ?");
  const message = prepareRows(
    database,
    `SELECT ${whole("c.id")}, ${whole("m.id")}, ${whole("c.title")}, ${
      whole("m.role")
    }, m.created_at FROM message_data m
    JOIN conversation_data c ON c.number = m.conversation WHERE m.number = ?`,
  );
  const own = prepareRows(
    database,
    `SELECT v.vector FROM vector_data v JOIN message_data m ON m.number = v.message
    JOIN conversation_data c ON c.number = m.conversation WHERE c.id = ? AND m.id = ? AND v.chunk = 0`,
  );
  const holders = prepareRows(
    database,
    `SELECT ${whole("c.id")} FROM message_data m JOIN conversation_data c ON c.number = m.conversation
    WHERE m.id = ? AND m.derived_of IS NOT NULL ORDER BY c.id LIMIT 10`,
  );
  let loaded: Promise<LoadedIndex> | undefined;
  let seen: unknown;
  const current = (dimensions: number): Promise<LoadedIndex> => {
    const now = version.get()?.[0];
    if (loaded && now === seen) return loaded;
    seen = now;
    const before = loaded;
    const made = loadIndex(database, files, path, shapeOf(dimensions));
    loaded = made;
    // Who still waits for the one before has it by then, and reads it without waiting again.
    made.then(() => before?.then((index) => index.close()), () => loaded = undefined);
    return made;
  };
  const wordedHere = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw worded(error, path);
    }
  };

  return {
    get model() {
      return generationOf(database)?.model;
    },
    get dimensions() {
      return generationOf(database)?.dimensions;
    },
    async nearest(query, options) {
      try {
        return await nearest(query, options);
      } catch (error) {
        throw worded(error, path);
      }
    },
    vectorOf: (conversationId, messageId) =>
      wordedHere(() => {
        const row = own.get(conversationId, messageId);
        return row && floatsOf(row[0]);
      }),
    conversationsOf: (messageId) => wordedHere(() => holders.all(messageId).map(([id]) => asText(id))),
    close() {
      loaded?.then((index) => index.close(), () => {});
      database.close();
    },
  };

  async function nearest(query: Float32Array, options: NearestOptions = {}): Promise<Near[]> {
    const { limit = 20, filters: given = "" } = options;
    const filters = typeof given === "string" ? parseQuery(given, "UTC") : given;
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST) {
      throw new RangeError(`Cannot search: limit is ${limit}, a whole number from 1 to ${MOST} was expected`);
    }
    const generation = generationOf(database);
    if (!generation) return [];
    const { dimensions } = generation;
    if (query.length !== dimensions) {
      throw new RangeError(
        `Cannot search "${path}": the query's vector has ${query.length} dimensions, those of "${generation.model}" ` +
          `have ${dimensions}; make it with the same model`,
      );
    }
    const length = lengthOf(query);
    if (!(length > 0) || !Number.isFinite(length)) return [];
    const unit = query.map((value) => value / length);
    const index = await current(dimensions);
    // One moment of the store; and each statement by itself would lock and unlock the file.
    database.exec("BEGIN");
    try {
      return toNear(scoreExactly(looked(index, unit, limit, filters), index, unit).slice(0, limit));
    } finally {
      database.exec("COMMIT");
    }
  }

  function toNear(exact: [number, number][]): Near[] {
    const found: Near[] = [];
    for (const [number, score] of exact) {
      const row = message.get(number);
      if (!row) continue;
      const [conversationId, messageId, title, role, createdAt] = row;
      found.push({
        conversationId: asText(conversationId),
        messageId: asText(messageId),
        title: title === null ? null : asText(title),
        role: asText(role) as Role,
        createdAt: createdAt as number | null,
        score,
      });
    }
    return found;
  }

  /** Places to look at closely. */
  function looked(index: LoadedIndex, unit: Float32Array, limit: number, filters: Query): Uint32Array {
    const { kernel } = index;
    const closely = Math.max(EXACT, EXACT_PER_RESULT * limit);
    const many = kernel.levels ? MOST_FINE : Math.max(EXACT_WITHOUT_FINE, closely);
    const left = fillMask(database, index, filters);
    if (left <= closely) return allOf(kernel.mask, left);
    const code = encodeQuery(shapeOf(unit.length), unit);
    kernel.take(code);
    const places = left <= many ? allOf(kernel.mask, left) : bestOf(kernel.rough(code), many);
    if (!kernel.levels) return places;
    index.needFine(places);
    return bestOf(kernel.fine(code, places), closely).map((i) => places[i]);
  }

  /** Numbers of messages with the score of their best vector, the best first. */
  function scoreExactly(places: Uint32Array, index: LoadedIndex, unit: Float32Array): [number, number][] {
    const best = new Map<number, number>();
    for (const place of places) {
      const row = vector.get(index.numberAt(place));
      if (!row) continue;
      const numbers = floatsOf(row[1]);
      const score = numbers.length === unit.length ? cosine(numbers, unit) : -1;
      const of = row[0] as number;
      if (score > (best.get(of) ?? -Infinity)) best.set(of, score);
    }
    return [...best].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  }
}

/** The cosine of a vector and one of length 1. */
function cosine(vector: Float32Array, unit: Float32Array): number {
  let product = 0;
  let squares = 0;
  for (let i = 0; i < unit.length; i++) {
    product += vector[i] * unit[i];
    squares += vector[i] * vector[i];
  }
  return squares > 0 ? Math.max(-1, Math.min(1, product / Math.sqrt(squares))) : 0;
}
