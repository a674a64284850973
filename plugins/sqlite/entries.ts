/**
 * The entries of a conversation: one for itself, one per message, one per asset.
 *
 * The order of messages and assets is kept as a chain: each names the one before it in its list. So an edited message
 * is one put, an appended one too, and one put in or taken out in the middle changes its successor and nothing else.
 *
 * @module
 */
import type { Asset, Conversation, Message } from "../../core/conversation.ts";
import { plainDerived } from "../../core/derived.ts";
import { digest, fingerprint } from "../../core/fingerprint.ts";
import type { Entry } from "../../core/sink.ts";
import type { SqliteReady } from "./ready.ts";

/** What an entry holds: a record, or what another thread has made of it. */
export type SqliteValue = SqliteRecord | SqliteReady;

/**
 * A record of an entry, and its fingerprint as it stands. `place` is no part of that: the store works it out from the
 * chain.
 */
export type SqliteRecord =
  & { own: string }
  & (
    | { kind: "conversation"; record: Conversation }
    | { kind: "message"; record: Message; branch: boolean; place: number; previous?: string }
    | { kind: "asset"; record: Asset; place: number; previous?: string }
  );

/**
 * The entries of a conversation, in the scope of its id.
 *
 * @throws {TypeError} when two messages, or two assets, have one id
 */
export function entriesOf(conversation: Conversation): Entry<SqliteRecord>[] {
  const scope = conversation.id.toWellFormed();
  const own = ofConversation(conversation);
  const value: SqliteRecord = { kind: "conversation", record: conversation, own };
  const entries: Entry<SqliteRecord>[] = [{ scope, key: "conversation", part: null, fingerprint: own, value }];
  const messages = new Set<string>();
  addMessages(conversation.messages, false);
  addMessages(conversation.branches, true);
  const assets = new Set<string>();
  let previous: string | undefined;
  for (const [place, record] of conversation.assets.entries()) {
    const id = unique(assets, record.id, "asset");
    const own = ofAsset(record, previous);
    const value: SqliteRecord = { kind: "asset", record, own, place, previous };
    entries.push({ scope, key: `asset:${id}`, part: null, fingerprint: own, value });
    previous = id;
  }
  return entries;

  function addMessages(list: Message[], branch: boolean): void {
    let previous: string | undefined;
    for (const [place, record] of list.entries()) {
      const id = unique(messages, record.id, "message");
      const own = ofMessage(record, branch, previous);
      const value: SqliteRecord = { kind: "message", record, own, branch, place, previous };
      entries.push({ scope, key: `message:${id}`, part: record.id, fingerprint: own, value });
      previous = id;
    }
  }

  function unique(seen: Set<string>, given: string, what: string): string {
    const id = given.toWellFormed();
    if (seen.has(id)) {
      throw new TypeError(
        `Cannot store conversation "${scope}": ${what} id "${id}" stands in it twice, ids must be unique`,
      );
    }
    seen.add(id);
    return id;
  }
}

/** Fingerprint of the entry `conversation`: of all but its lists and `origin`. */
export function ofConversation(conversation: Conversation): string {
  const { messages: _1, branches: _2, assets: _3, ...own } = conversation;
  return fingerprint(own);
}

/** Fingerprint of a message's entry: of itself, its list and the one before it there. */
export function ofMessage(message: Message, branch: boolean, previous: string | undefined): string {
  const content = fingerprint(message);
  // Most messages answer the one before them: their own hash says all there is.
  return !branch && previous === message.parentId?.toWellFormed()
    ? content
    : chained(content, branch ? " b" : " m", previous);
}

/** Fingerprint of an asset's entry: of itself and the one before it. */
export function ofAsset(asset: Asset, previous: string | undefined): string {
  return chained(fingerprint(asset), " a", previous);
}

function chained(content: string, list: string, previous: string | undefined): string {
  return digest(content + list + (previous === undefined ? "" : ` ${previous}`));
}

/** Hash of all that a conversation's entries hold, from their fingerprints. */
export function hashOf(fingerprints: string[]): string {
  return digest(fingerprints.sort().join(""));
}

/**
 * What is kept of a value, and what is remembered of it: the fingerprint that was asked for, and, where values were derived
 * of the record, behind a space that of what is stored. The engine's fingerprint then speaks of inputs, from which nothing
 * stored can be told. Derived vectors are not kept: JSON has no form for them, and stores of vectors have them.
 */
export function kept(asked: string, value: SqliteValue): { value: SqliteValue; fingerprint: string } {
  if (!("record" in value)) return { value, fingerprint: asked };
  const left = withoutVectors(value);
  return { value: left, fingerprint: left.own === asked ? asked : `${asked} ${left.own}` };
}

function withoutVectors(value: SqliteRecord): SqliteRecord {
  if (value.kind === "asset" || value.record.derived === undefined) return value;
  const derived = plainDerived(value.record.derived);
  if (value.kind === "message") {
    const record: Message = { ...value.record, derived };
    if (!derived) delete record.derived;
    return { ...value, record, own: ofMessage(record, value.branch, value.previous) };
  }
  const record: Conversation = { ...value.record, derived };
  if (!derived) delete record.derived;
  return { ...value, record, own: ofConversation(record) };
}

/** What was asked for, and what is stored. */
export function recall(remembered: string): { shown: string; stored: string } {
  const [shown, stored = shown] = remembered.split(" ");
  return { shown, stored };
}
