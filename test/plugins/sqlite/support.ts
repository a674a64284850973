/**
 * What the tests of the SQLite plugin share: a context, small conversations, and the engine's diff in a few lines.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation, Message } from "../../../core/conversation.ts";
import type { Change, EntryFailure, OpenStore } from "../../../core/sink.ts";
import { denoHost } from "../../../host/deno.ts";
import { sqliteSource, sqliteStore, type SqliteValue } from "../../../plugins/sqlite/mod.ts";

export { inFolder } from "../../support/in_folder.ts";

/** A context of the real host. */
export function context(effect: (name: string) => void = () => {}): Context {
  const log = { debug() {}, info() {}, warn() {} };
  const { files, clock, random, locks } = denoHost();
  return {
    signal: new AbortController().signal,
    log,
    count() {},
    progress() {},
    clock,
    random,
    files,
    locks,
    effect,
  };
}

/** Opens the store at `path`, making it. */
export async function openStore(path: string, effect?: (name: string) => void): Promise<OpenStore<SqliteValue>> {
  const open = await sqliteStore({ path }).open(context(effect), { create: true });
  if (!open) throw new Error("the store did not open");
  return open;
}

/** What the engine would write to bring the store to this conversation. */
export async function changeTo(
  open: OpenStore<SqliteValue>,
  conversation: Conversation,
  { whole = true, version, exportedAt }: { whole?: boolean; version?: number; exportedAt?: number } = {},
): Promise<Change<SqliteValue>> {
  const unit = conversation.id;
  const entries = sqliteStore().entries(conversation).map((entry) => ({ ...entry, scope: entry.scope ?? unit }));
  const there = new Map<string, string | undefined>();
  for await (const { key, fingerprint } of open.list([entries[0].scope])) there.set(key, fingerprint);
  const puts = entries.filter(({ key, fingerprint }) => there.get(key) !== fingerprint);
  const keys = new Set(entries.map(({ key }) => key));
  const deletes = [...there.keys()].filter((key) => whole && !keys.has(key));
  return {
    unit,
    version,
    exportedAt,
    puts,
    deletes: deletes.map((key) => ({ scope: entries[0].scope, key })),
  };
}

/** Brings the store to these conversations. Returns the keys that were put, and what failed. */
export async function bring(
  open: OpenStore<SqliteValue>,
  ...conversations: Conversation[]
): Promise<{ puts: string[]; deletes: string[]; failures: EntryFailure[] }> {
  const changes = await Promise.all(conversations.map((conversation) => changeTo(open, conversation)));
  const failures = await open.write(changes) ?? [];
  return {
    puts: changes.flatMap(({ puts }) => puts.map(({ key }) => key)),
    deletes: changes.flatMap(({ deletes }) => deletes.map(({ key }) => key)),
    failures,
  };
}

/** Makes a store that holds these conversations. */
export async function storeWith(path: string, ...conversations: Conversation[]): Promise<void> {
  const open = await openStore(path);
  await bring(open, ...conversations);
  await open.finish?.();
  await open.close();
}

/** All conversations of a store, through its source. */
export async function readBack(path: string): Promise<Conversation[]> {
  const open = await sqliteSource({ path }).open(context());
  const conversations: Conversation[] = [];
  for await (const { units } of open.read()) {
    for (const unit of units) {
      const parsed = await unit.parse();
      if (Array.isArray(parsed)) conversations.push(...parsed);
    }
  }
  await open.close();
  return conversations;
}

/** A message of one text part. */
export function message(id: string, text: string, more: Partial<Message> = {}): Message {
  return { id, role: "user", parts: [{ type: "text", text }], metadata: {}, ...more };
}

/** A thread in which each message answers the one before. */
export function thread(...messages: Message[]): Message[] {
  return messages.map((message, i) => i === 0 ? message : { parentId: messages[i - 1].id, ...message });
}

/** A conversation. */
export function conversation(id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation {
  return { id, source: "test", participants: [], messages, branches: [], assets: [], metadata: {}, ...more };
}
