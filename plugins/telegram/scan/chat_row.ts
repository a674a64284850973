/**
 * What is known of a chat before it is parsed.
 *
 * @module
 */

/** Where a chat was found in its file. */
export type ChatList = "single" | "list" | "chats" | "left_chats";

/** Something in a file that is no JSON. */
export interface Fault {
  /** Offset of the byte that shows it. */
  at: number;
  why: string;
  /** Running number, from 0, of the message in which it is. */
  message?: number;
}

/** One chat as it lies in a file. All places are offsets in its bytes in UTF-8. */
export interface ChatRow {
  list: ChatList;
  /** Running number in its file. */
  index: number;
  /** Its `{`, and the byte after its `}`. */
  start: number;
  end: number;
  /** The `[` of its messages, and the byte after their `]`; both `end` where it has none. */
  messagesStart: number;
  messagesEnd: number;
  /** `name`, `type` and `id` as they stand; absent where they do not. */
  name?: string | null;
  type?: string | null;
  id?: number | string;
  /** Messages of all types. */
  messages: number;
  /** Time of the newest message or edit, epoch ms: of unix times where there are some. */
  newest?: number;
  /** The same of local times, read as UTC. */
  newestLocal?: number;
  /** Places that are repaired before they are parsed. */
  repairs: number;
  /** What cannot be repaired, one for each message. */
  faults: Fault[];
  /** The file ends inside it. */
  truncated: boolean;
  /** SHA-256 of its bytes, in hexadecimal. */
  fingerprint: string;
}

/** Whose export it is: all that is taken from `personal_information`. */
export interface Owner {
  id: string;
  name?: string;
}
