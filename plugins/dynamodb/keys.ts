/**
 * The keys of items, and what belongs to whom.
 *
 * `ConversationID` is `CONV#` and the scope, `ItemType` is `METADATA` or `MSG#` and the message's id. DynamoDB takes
 * 2,048 and 1,024 bytes for them: a longer name stands as `~` and its hash, and whole in an attribute beside it. So does
 * a name that begins with `~`: no name can pass for the hash of another.
 *
 * Limits: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { digest } from "../../core/fingerprint.ts";

/** Both parts of a table's key. */
export const HASH_KEY = "ConversationID";
export const RANGE_KEY = "ItemType";

/** Key of the item that tells about a conversation. */
export const METADATA = "METADATA";

/** Before the id of a message. */
export const MESSAGE = "MSG#";

/** Before the name of a piece of a message too large for one item. */
export const CHUNK = "CHUNK#";

/** Where the store says who it is. */
export const STORE_KEY = { [HASH_KEY]: { S: "THREADLOOM" }, [RANGE_KEY]: { S: "STORE" } } as const;

const CONVERSATION = "CONV#";
const LONGEST_HASH_KEY = 2048;
const LONGEST_RANGE_KEY = 1024;

/** `ConversationID` of a scope. */
export function partitionOf(scope: string): string {
  return CONVERSATION + short(scope.toWellFormed(), LONGEST_HASH_KEY - CONVERSATION.length);
}

/** `ItemType` of an entry. */
export function sortKeyOf(key: string): string {
  if (!key.startsWith(MESSAGE)) return key.toWellFormed();
  return MESSAGE + short(key.slice(MESSAGE.length).toWellFormed(), LONGEST_RANGE_KEY - MESSAGE.length);
}

/** The scope of a `ConversationID`, given what stands in `FullConversationID`; undefined: it is none of ours. */
export function scopeOf(partition: string, full: string | undefined): string | undefined {
  if (!partition.startsWith(CONVERSATION)) return undefined;
  const scope = partition.slice(CONVERSATION.length);
  if (!scope.startsWith("~")) return scope;
  return full !== undefined && partitionOf(full) === partition ? full : undefined;
}

/** The key of an `ItemType`, given what stands in `FullItemType`; undefined: it is none of ours. */
export function keyOf(sortKey: string, full: string | undefined): string | undefined {
  if (sortKey === METADATA) return sortKey;
  if (!sortKey.startsWith(MESSAGE)) return undefined;
  if (!sortKey.startsWith(`${MESSAGE}~`)) return sortKey;
  return full !== undefined && sortKeyOf(full) === sortKey ? full : undefined;
}

function short(name: string, longest: number): string {
  const fits = !name.startsWith("~") && (name.length * 3 <= longest || Buffer.byteLength(name) <= longest);
  return fits ? name : `~${digest(name)}`;
}
