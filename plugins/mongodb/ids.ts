/**
 * Ids of documents: texts that say what they are of, the same in every run.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";

/** Longest id that is written out. */
const LONGEST = 512;

/** `_id` of a conversation: its own id. */
export function conversationId(scope: string): string {
  return short(scope);
}

/** `_id` of a message: the conversation's id, a slash, its own. Slashes in the first are written `%2F`, `%` is `%25`. */
export function messageId(scope: string, message: string): string {
  return short(`${scope.replace(/[%\/]/g, (one) => one === "/" ? "%2F" : "%25")}/${message}`);
}

/** `_id` of the n-th document in which another goes on, from 1. */
export function pieceId(of: string, n: number): string {
  return `${of}#${n}`;
}

/** `_id` of a derived value. */
export function derivedId(of: string, name: string): string {
  return `${of}:${name}`;
}

/** The `_id` of an entry, by its scope and key. */
export function entryId(scope: string, key: string): string {
  return key.startsWith("message:") ? messageId(scope, key.slice("message:".length)) : conversationId(scope);
}

function short(id: string): string {
  return id.length <= LONGEST ? id : `${id.slice(0, LONGEST - 40).toWellFormed()}~${digest(id)}`;
}
