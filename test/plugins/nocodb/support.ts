/**
 * Bases of a real NocoDB for tests: made, filled, edited, dated.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Conversation } from "../../../core/conversation.ts";
import type { Bookmark } from "../../../core/source.ts";
import { nocodbSource, type NocodbSourceOptions } from "../../../plugins/nocodb/mod.ts";
import { placeOf } from "../../../scripts/services/place.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import type { Running } from "../../support/services.ts";

/** Fields of a row, by column title. */
export type Fields = { [title: string]: unknown };

/** A base with the two usual tables. */
export interface Base {
  url: string;
  token: string;
  id: string;
  title: string;
  conversations: TestTable;
  messages: TestTable;
}

/** A table of a base, over the REST API. */
export class TestTable {
  constructor(readonly url: string, readonly token: string, readonly id: string, readonly file: string) {}

  /** Adds rows; gives their ids. */
  async add(rows: Fields[]): Promise<number[]> {
    const ids: number[] = [];
    for (let i = 0; i < rows.length; i += 100) {
      const made = await this.#rows("POST", rows.slice(i, i + 100)) as { Id: number }[];
      ids.push(...made.map(({ Id }) => Id));
    }
    return ids;
  }

  async edit(rows: (Fields & { Id: number })[]): Promise<void> {
    await this.#rows("PATCH", rows);
  }

  async remove(ids: number[]): Promise<void> {
    await this.#rows("DELETE", ids.map((Id) => ({ Id })));
  }

  /** Sets times that the API does not let anybody set, in the server's own database: `YYYY-MM-DD HH:MM:SS+00:00`. */
  date(where: string, created: string, updated: string | null = null): void {
    this.sql(`SET created_at = ?, updated_at = ? WHERE ${where}`, created, updated);
  }

  /** Changes rows in the server's own database, behind its back. */
  sql(update: string, ...values: (string | null)[]): void {
    this.#change(`UPDATE "${this.file}" ${update}`, values);
  }

  /** Adds rows there. */
  insert(rows: string): void {
    this.#change(`INSERT INTO "${this.file}" ${rows}`, []);
  }

  #change(statement: string, values: (string | null)[]): void {
    const database = new DatabaseSync(`${placeOf("nocodb").data}/noco.db`);
    try {
      database.exec("PRAGMA busy_timeout = 5000");
      database.prepare(statement).run(...values);
    } finally {
      database.close();
    }
  }

  #rows(method: string, body: unknown): Promise<unknown> {
    return ask(`${this.url}/api/v2/tables/${this.id}/records`, method, { "xc-token": this.token }, body);
  }
}

/** Asks the server; rejects when it refuses. */
export async function ask(url: string, method: string, headers: { [name: string]: string }, body?: unknown) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
}

const column = (title: string, uidt = "SingleLineText") => ({ title, column_name: title, uidt });

/** Columns of the usual tables. */
export const CONVERSATIONS = ["ConversationId", "AppId", "UserId", "Title", "Status", "Language"].map((title) =>
  column(title)
);
export const MESSAGES = [
  ...["MessageId", "ConversationId", "Role"].map((title) => column(title)),
  column("Content", "LongText"),
];

/** A table with these columns, and `Id`, `CreatedAt` and `UpdatedAt`, which NocoDB adds. */
export async function newTable(base: { url: string; token: string; id: string }, title: string, columns: Fields[]) {
  const made = await ask(`${base.url}/api/v2/meta/bases/${base.id}/tables`, "POST", { "xc-token": base.token }, {
    title,
    table_name: title,
    columns,
  });
  return new TestTable(base.url, base.token, made.id, made.table_name);
}

let token: Promise<string> | undefined;

async function tokenOf({ url, email, password }: Running): Promise<string> {
  const { token: session } = await ask(`${url}/api/v1/auth/user/signin`, "POST", {}, { email, password });
  return (await ask(`${url}/api/v1/tokens`, "POST", { "xc-auth": session }, { description: "tests" })).token;
}

/** A new base with the two usual tables. */
export async function newBase(server: Running): Promise<Base> {
  const { url } = server;
  const key = await (token ??= tokenOf(server));
  const title = `chats ${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await ask(`${url}/api/v2/meta/bases/`, "POST", { "xc-token": key }, { title });
  const base = { url, token: key, id, title };
  const conversations = await newTable(base, "conversations", [...CONVERSATIONS]);
  return { ...base, conversations, messages: await newTable(base, "messages", [...MESSAGES]) };
}

/** A new base; it is removed with what it holds when the test has ended. */
export async function inBase(server: Running, test: (base: Base) => Promise<void>): Promise<void> {
  const base = await newBase(server);
  try {
    await test(base);
  } finally {
    await removeBase(base);
  }
}

const TRIES = 5;

/** The server cannot remove a base while its database, of which it has one for all, is locked by another request. */
async function removeBase({ url, id, token }: Base): Promise<void> {
  for (let i = 1;; i++) {
    try {
      return void await ask(`${url}/api/v2/meta/bases/${id}`, "DELETE", { "xc-token": token });
    } catch (error) {
      if (i === TRIES || !String(error).includes("Failed to delete base")) throw error;
      await new Promise((resolve) => setTimeout(resolve, i * 500));
    }
  }
}

/** `count` conversations of two messages each, made long ago. */
export async function fill({ conversations, messages }: Base, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  await conversations.add(numbers.map((n) => ({
    ConversationId: `c${n}`,
    AppId: `app-${n % 2}`,
    UserId: `u${n % 3}`,
    Title: `Talk ${n}`,
    Status: "open",
    Language: "nl",
  })));
  await messages.add(numbers.flatMap((n) => [
    { MessageId: `m${n}a`, ConversationId: `c${n}`, Role: "user", Content: `Question ${n}` },
    { MessageId: `m${n}b`, ConversationId: `c${n}`, Role: "assistant", Content: `Answer ${n}` },
  ]));
  // A conversation a day, from the first of March on.
  const days = (n: string) => `datetime('2025-03-01 12:00:00', '+' || (${n} - 1) || ' days') || '+00:00'`;
  conversations.sql(`SET created_at = ${days("id")}, updated_at = NULL`);
  messages.sql(`SET created_at = ${days("CAST(substr(ConversationId, 2) AS INTEGER)")}, updated_at = NULL`);
}

/** The source of a base, as quick as it can be. */
export function sourceOf(base: Base, options: Partial<NocodbSourceOptions> = {}) {
  const { url: baseUrl, token, id } = base;
  return nocodbSource({ baseUrl, token, base: id, requestsPerSecond: 10_000, overlapSeconds: 0, ...options });
}

/** One reading. */
export interface Read {
  conversations: Conversation[];
  ids: string[];
  bookmark: Bookmark;
  batches: number;
  claims: number;
  lost: number;
  counts: { [name: string]: number };
}

/** Reads a source once. */
export async function read(
  source: ReturnType<typeof nocodbSource>,
  options: { after?: Bookmark; wanted?: (key: string) => boolean } = {},
): Promise<Read> {
  const counts: { [name: string]: number } = {};
  const count = (name: string, n = 1) => void (counts[name] = (counts[name] ?? 0) + n);
  const open = await source.open(pluginContext({ count }));
  const found: Read = { conversations: [], ids: [], bookmark: {}, batches: 0, claims: 0, lost: 0, counts };
  for await (const batch of open.read(options)) {
    for (const unit of batch.units) {
      found.ids.push(unit.key!);
      const records = await unit.parse();
      if (Array.isArray(records)) found.conversations.push(...records);
    }
    found.batches++;
    found.claims += batch.claims?.length ?? 0;
    found.lost += batch.losses?.length ?? 0;
    if (batch.bookmark) found.bookmark = batch.bookmark;
  }
  await open.close();
  return found;
}
