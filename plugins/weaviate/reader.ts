/**
 * Reading the collection for search: messages by words, by vectors, and by their ids.
 *
 * @module
 */
import type { Role } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import { type MessageRef, type ReadMessage, refKey } from "../../core/search.ts";
import type { Query } from "../../core/search/query.ts";
import { and, type Ask, type Found, is, oneOf, type Shown } from "./ask.ts";
import { type ClientContext, openClient } from "./client.ts";
import { openCollection, type OpenedCollection } from "./collection.ts";
import { messageKey } from "./entries.ts";
import { openNeighbours } from "./neighbours.ts";
import { uuidOf } from "./objects.ts";
import { schema, type WeaviateStoreOptions, type WeaviateStoreSettings } from "./options.ts";
import { type Condition, conditionOf, type Words } from "./where.ts";
import { wordsOf } from "./words.ts";

/** A message that was found. */
export interface FoundObject extends MessageRef {
  /** By words its rank in numbers, higher is better; by vectors the cosine. */
  score: number;
}

/** A collection, opened for search. */
export interface WeaviateReader {
  /** What made the vectors, and their width; undefined where there are none. */
  vectors(): Promise<{ model: string; dimensions: number } | undefined>;
  /** Messages with the words of a search, the best first; those whose title has them before all others. */
  byWords(query: Query, limit: number): Promise<FoundObject[]>;
  /** Messages that a search's filters let through and whose vectors of `model` are nearest, the nearest first. */
  nearest(vector: Float32Array, model: string, query: Query, limit: number): Promise<FoundObject[]>;
  /** Messages by their ids, in the order asked; undefined where there is none. */
  read(refs: readonly MessageRef[]): Promise<(ReadMessage | undefined)[]>;
  vectorOf(ref: MessageRef): Promise<Float32Array | undefined>;
  /** Some of the conversations that have a message of this id. */
  conversationsOf(messageId: string): Promise<string[]>;
  /** A message and those around it in its thread, without hidden ones; of a branch those before it up to its root. */
  around(ref: MessageRef, before: number, after: number): Promise<ReadMessage[]>;
}

/** Most objects that the server gives to one request, by default (`QUERY_MAXIMUM_RESULTS`). */
const MOST = 10_000;
/** Messages with fitting titles that are looked at: the first of each conversation come first. */
const TITLED = 1_000;
const AT_ONCE = 200;
/** Conversations that are named as holding a message of one id. */
const HOLDERS = 10;

const REF = ["conversationId", "messageId"];
const WHOLE: Shown = { properties: [...REF, "title", "role", "createdAt", "content"] };
const THREAD: Shown = { properties: [...WHOLE.properties, "parentId", "position", "hidden"] };
const NEWEST = { property: "createdAt", order: "desc" } as const;

/** The options with defaults filled in, all mistakes at once. */
function checked(options: WeaviateStoreOptions): WeaviateStoreSettings {
  const read = schema.safeParse(options);
  if (read.success) return read.data;
  const mistakes = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new TypeError(`Cannot read a collection of Weaviate: ${mistakes.join("; ")}`, { cause: read.error });
}

/** Prepares reading; nothing is asked before the first question, which throws where there is no store. */
export function openReader(options: WeaviateStoreOptions, context: ClientContext): WeaviateReader {
  const settings = checked(options);
  const client = openClient(settings, context);
  let opened: Promise<OpenedCollection> | undefined;

  async function open(): Promise<OpenedCollection> {
    const found = await openCollection(client, { ...context, effect() {} }, settings, false);
    if (found) return found;
    const tenant = settings.tenant === undefined ? "" : ` for tenant "${settings.tenant}"`;
    throw new CannotRunError(
      `Cannot search collection "${settings.collection}": no store is there${tenant}, expected one that weaviateStore made`,
    );
  }

  async function get(ask: Ask, shown: Shown): Promise<Found[]> {
    await (opened ??= open());
    // Somebody else may keep other objects in the collection.
    return (await client.get(ask, shown)).filter(isOurs);
  }

  /** What fits, up to `limit`: more is asked for as long as some of it does not. */
  async function fitting(
    ask: Omit<Ask, "limit">,
    { where, fits }: Condition,
    limit: number,
    more: NonNullable<Shown["more"]> = [],
  ): Promise<Found[]> {
    const shown: Shown = { properties: fits ? [...REF, "content", "title"] : REF, more };
    for (let depth = limit;; depth *= 4) {
      const reach = Math.min(depth, MOST);
      const found = await get({ ...ask, limit: reach, ...where && { where } }, shown);
      const kept = fits
        ? found.filter(({ content, title }) => fits(String(content ?? ""), String(title ?? "")))
        : found;
      if (!fits || kept.length >= limit || found.length < reach || reach === MOST) return kept.slice(0, limit);
    }
  }

  async function condition(query: Query, words: Words): Promise<Condition | undefined> {
    const patterns = query.model.length + query.modelWithout.length;
    if (patterns === 0) return conditionOf(query, words, []);
    await (opened ??= open());
    return conditionOf(query, words, await client.valuesOf("model"));
  }

  async function byWords(query: Query, limit: number): Promise<FoundObject[]> {
    if (query.empty) return [];
    const fit = await condition(query, "content");
    if (!fit) return [];
    if (query.terms.length === 0) return (await fitting({ sort: NEWEST }, fit, limit)).map((one) => refOf(one, 0));
    const words = [...new Set(query.terms.flat().flatMap((term) => wordsOf(term.text)))].join(" ");
    const bm25 = { query: words, properties: ["content", "words"] };
    const scored = (await fitting({ bm25 }, fit, limit, ["score"])).map((one) =>
      refOf(one, Number(one._additional.score))
    );
    const best = scored[0]?.score ?? 0;
    const titled = (await firstOfTitled(query, limit)).map((one, i, { length }) => refOf(one, best + 1 - i / length));
    // Beginnings of words, and words as common as "the", have no rank at the server.
    const rest = scored.length < limit ? (await fitting({ sort: NEWEST }, fit, limit)).map((one) => refOf(one, 0)) : [];
    const hits = new Map<string, FoundObject>();
    for (const one of [...titled, ...scored, ...rest]) if (!hits.has(refKey(one))) hits.set(refKey(one), one);
    return [...hits.values()].slice(0, limit);
  }

  async function firstOfTitled(query: Query, limit: number): Promise<Found[]> {
    const fit = await condition(query, "title");
    if (!fit) return [];
    const thread = and(fit.where, is("branch", false));
    const sort = { property: "position", order: "asc" } as const;
    const found = await fitting({ sort }, { ...fit, where: thread }, TITLED);
    const first = new Map<unknown, Found>();
    for (const one of found) if (!first.has(one.conversationId)) first.set(one.conversationId, one);
    return [...first.values()].slice(0, limit);
  }

  async function byIds(refs: readonly MessageRef[], shown: Shown): Promise<Map<string, Found>> {
    const found = new Map<string, Found>();
    const ids = [...new Set(refs.map(idOf))];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      const objects = await get({ limit: some.length, where: oneOf("id", some) }, shown);
      for (const one of objects) found.set(one._additional.id, one);
    }
    return found;
  }

  async function read(refs: readonly MessageRef[]): Promise<(ReadMessage | undefined)[]> {
    const found = await byIds(refs, WHOLE);
    return refs.map((ref) => {
      const one = found.get(idOf(ref));
      return one && messageOf(one);
    });
  }

  return {
    byWords,
    read,
    around: openNeighbours((ask) => get(ask, THREAD), messageOf),
    async vectors() {
      const where = { path: "embeddingModel", operator: "Like", text: "*" } as const;
      const [one] = await get({ limit: 1, where }, { properties: [...REF, "embeddingModel"], more: ["vector"] });
      const dimensions = one?._additional.vector?.length;
      return dimensions ? { model: String(one.embeddingModel), dimensions } : undefined;
    },
    async nearest(vector, model, query, limit) {
      const fit = await condition(query, "none");
      if (!fit) return [];
      const where = and(fit.where, oneOf("embeddingModel", [model]));
      const { distance } = await (opened ??= open());
      const found = await fitting({ nearVector: vector }, { ...fit, where }, limit, ["distance"]);
      return found.map((one) => refOf(one, cosineOf(Number(one._additional.distance), distance)));
    },
    async conversationsOf(messageId) {
      const found = await get({ limit: HOLDERS, where: oneOf("messageId", [messageId]) }, { properties: REF });
      return [...new Set(found.map(({ conversationId }) => String(conversationId)))].sort();
    },
    async vectorOf(ref) {
      const vector = (await byIds([ref], { properties: REF, more: ["vector"] })).get(idOf(ref))?._additional.vector;
      return vector?.length ? Float32Array.from(vector) : undefined;
    },
  };
}

/** Vectors have the length one: of these all distances are functions of the cosine. */
function cosineOf(distance: number, kind: string): number {
  if (kind === "dot") return -distance;
  return kind === "l2-squared" ? 1 - distance / 2 : 1 - distance;
}

function idOf({ conversationId, messageId }: MessageRef): string {
  return uuidOf(conversationId, messageKey(messageId));
}

function isOurs({ conversationId, messageId, _additional: { id } }: Found): boolean {
  return typeof conversationId === "string" && typeof messageId === "string" &&
    uuidOf(conversationId, messageKey(messageId)) === id;
}

function refOf({ conversationId, messageId }: Found, score: number): FoundObject {
  return { conversationId: String(conversationId), messageId: String(messageId), score };
}

function messageOf({ conversationId, messageId, title, role, createdAt, content }: Found): ReadMessage {
  return {
    conversationId: String(conversationId),
    messageId: String(messageId),
    title: typeof title === "string" ? title : null,
    role: role as Role,
    createdAt: typeof createdAt === "string" ? Date.parse(createdAt) : null,
    text: String(content ?? ""),
  };
}
