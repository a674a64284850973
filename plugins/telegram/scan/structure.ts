/**
 * Follows the structure of an export: where its chats are, and what has to be known of them before they are parsed.
 *
 * Only `chats.list`, `left_chats.list`, a list at the root, or a chat at the root are looked into; of the other parts
 * of a full export nothing is taken but the owner's id and name.
 *
 * @module
 */
import { ChatNotes } from "./chat_notes.ts";
import type { ChatList, ChatRow, Fault, Owner } from "./chat_row.ts";
import { keyOf, valueOf } from "./values.ts";
import type { Tokens } from "./lexer.ts";
import type { Passed } from "./window.ts";

/** What an object or array is. */
const Is = { other: 0, root: 1, person: 2, section: 3, list: 4, chat: 5, messages: 6, message: 7 } as const;
type Is = typeof Is[keyof typeof Is];

/** What may come next. */
const Next = { value: 0, valueOrEnd: 1, key: 2, keyOrEnd: 3, colon: 4, comma: 5, nothing: 6 } as const;
type Next = typeof Next[keyof typeof Next];

/** Brackets whose kind is remembered; deeper ones are only counted. */
const DEEPEST = 600;
/** Faults told of one file. */
const MOST_FAULTS = 100;

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Takes the tokens of one file; `chats` and `owner` are what it came to. */
export class Structure implements Tokens {
  readonly chats: ChatRow[] = [];
  /** Faults outside of chats. */
  readonly faults: Fault[] = [];
  /** There were more faults than are told. */
  tooMany = false;
  lineValue = false;
  /** The chat that is being read; its bytes are to be hashed. */
  open?: ChatNotes;
  /** What was written of the owner. */
  readonly #person: { user_id?: unknown; first_name?: unknown; last_name?: unknown } = {};
  readonly #kinds = new Uint8Array(DEEPEST + 1);
  readonly #is = new Uint8Array(DEEPEST + 1);
  #depth = 0;
  #messagesDepth = 0;
  #next: Next = Next.value;
  #key = "";
  #list: ChatList = "list";

  /** The owner of a full export. */
  get owner(): Owner | undefined {
    const { user_id, first_name, last_name } = this.#person;
    if (typeof user_id !== "number" && typeof user_id !== "string") return undefined;
    const name = [first_name, last_name].filter((part) => typeof part === "string" && part !== "").join(" ");
    const id = /^\d+$/.test(String(user_id)) ? `user${user_id}` : String(user_id);
    return name === "" ? { id } : { id, name };
  }

  string(bytes: Uint8Array, from: number, to: number, at: number): void {
    if (this.#next === Next.key || this.#next === Next.keyOrEnd) {
      this.#key = keyOf(bytes, from, to);
      this.#next = Next.colon;
    } else this.#value(bytes, from - 1, to + 1, at, true);
  }

  scalar(bytes: Uint8Array, from: number, to: number, at: number, valid: boolean): void {
    if (!valid) this.problem(at, "there is a value without quotes");
    else if (this.#next === Next.key || this.#next === Next.keyOrEnd) this.problem(at, "a key has no quotes");
    else this.#value(bytes, from, to, at, false);
    if (this.#next === Next.value || this.#next === Next.valueOrEnd) this.#next = this.#after();
    this.lineValue = false;
  }

  sign(byte: number, at: number): void {
    if (byte === COLON) {
      if (this.#next !== Next.colon) this.problem(at, "there is a colon too many");
      this.#next = Next.value;
      this.lineValue = this.#key === "document_id";
      return;
    }
    if (this.lineValue && (byte === COMMA || byte === CLOSE_OBJECT)) {
      // A path without quotes that is empty.
      this.repair();
      this.#next = Next.comma;
    }
    if (byte === COMMA) {
      if (this.#next !== Next.comma) this.problem(at, "there is a comma too many");
      this.#next = this.#isArray() ? Next.value : Next.key;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#enter(byte, at);
    else this.#leave(byte, at);
    this.lineValue = false;
  }

  repair(): void {
    if (this.open) this.open.row.repairs++;
  }

  problem(at: number, why: string): void {
    const faults = this.open?.row.faults ?? this.faults;
    const message = this.#messagesDepth > 0 && this.open ? this.open.row.messages - 1 : undefined;
    if (message !== undefined && message >= 0 && faults.at(-1)?.message === message) return;
    if (faults.length >= MOST_FAULTS) this.tooMany = true;
    else faults.push(message === undefined || message < 0 ? { at, why } : { at, why, message });
  }

  mayPass(): boolean {
    // Local times count until there is a unix time, and these are not looked at in what is passed over.
    return this.open?.row.newest !== undefined && this.#at() === Is.messages &&
      (this.#next === Next.value || this.#next === Next.valueOrEnd);
  }

  pass(passed: Passed): void {
    this.open!.passed(passed);
    this.#key = "";
    this.#next = Next.comma;
  }

  /** The file is over at `at`. */
  end(at: number): void {
    if (this.#depth === 0) return;
    if (this.open) {
      this.open.row.truncated = true;
      this.#closeChat(at);
    } else this.problem(at, "it ends in the middle");
  }

  #isArray(): boolean {
    return this.#depth > 0 && this.#depth <= DEEPEST && this.#kinds[this.#depth] === OPEN_ARRAY;
  }

  #after(): Next {
    return this.#depth === 0 ? Next.nothing : Next.comma;
  }

  #at(): number {
    return this.#depth <= DEEPEST ? this.#is[this.#depth] : Is.other;
  }

  #value(bytes: Uint8Array, from: number, to: number, at: number, quoted: boolean): void {
    if (this.#next !== Next.value && this.#next !== Next.valueOrEnd) {
      this.problem(at, "there is a value where none was expected");
    }
    if (this.#key !== "") this.#known(() => from < 0 ? undefined : valueOf(bytes, from, to, quoted));
    this.#next = this.#after();
    this.lineValue = false;
  }

  /** Notes the value of a key that is looked for. */
  #known(read: () => ReturnType<typeof valueOf>): void {
    const is = this.#at();
    const key = this.#key;
    if (is === Is.message) this.open?.messageField(key, read);
    else if (is === Is.chat || is === Is.root) this.open?.chatField(key, read);
    else if (is === Is.person && (key === "user_id" || key === "first_name" || key === "last_name")) {
      this.#person[key] = read();
    }
  }

  #enter(byte: number, at: number): void {
    if (this.#next !== Next.value && this.#next !== Next.valueOrEnd) {
      this.problem(at, "there is a bracket where none was expected");
    }
    const is = this.#whatOpens(byte, this.#depth === 0 ? undefined : this.#at());
    this.#depth++;
    if (this.#depth <= DEEPEST) {
      this.#kinds[this.#depth] = byte;
      this.#is[this.#depth] = is;
    } else if (this.#depth === DEEPEST + 1) this.problem(at, `it is nested more than ${DEEPEST} levels deep`);
    if (is === Is.chat || is === Is.root) this.open = new ChatNotes(this.#list, this.chats.length, at);
    if (is === Is.messages) {
      this.#messagesDepth = this.#depth;
      this.open?.messagesAt(at);
    } else if (is === Is.message && this.open) this.open.row.messages++;
    this.#next = byte === OPEN_OBJECT ? Next.keyOrEnd : Next.valueOrEnd;
  }

  #whatOpens(byte: number, parent: number | undefined): Is {
    const object = byte === OPEN_OBJECT;
    const key = this.#key;
    if (parent === undefined) {
      this.#list = object ? "single" : "list";
      return object ? Is.root : Is.list;
    }
    if (parent === Is.messages) return object ? Is.message : Is.other;
    if (parent === Is.list) return object ? Is.chat : Is.other;
    if (parent === Is.section) return !object && key === "list" ? Is.list : Is.other;
    if ((parent === Is.chat || parent === Is.root) && !object && key === "messages") return Is.messages;
    if (parent !== Is.root) return Is.other;
    if (key === "personal_information" && object) return Is.person;
    if (key !== "chats" && key !== "left_chats") return Is.other;
    // It is no chat but a full export.
    this.open = undefined;
    this.#list = key;
    return object ? Is.section : Is.list;
  }

  #leave(byte: number, at: number): void {
    const opener = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
    if (this.#depth === 0) return this.problem(at, "there is a bracket too many");
    if (this.#next === Next.value || this.#next === Next.key || this.#next === Next.colon) {
      this.problem(at, "something is missing before a bracket");
    }
    if (this.#depth <= DEEPEST && this.#kinds[this.#depth] !== opener) {
      this.problem(at, "a bracket closes another kind of bracket");
      let to = this.#depth;
      while (to > this.#messagesDepth && this.#kinds[to] !== opener) to--;
      if (to === 0 || this.#kinds[to] !== opener) return;
      this.#depth = to;
    }
    const is = this.#at();
    if (is === Is.messages) {
      this.#messagesDepth = 0;
      this.open?.messagesEndAt(at + 1);
    }
    this.#depth--;
    this.#next = this.#after();
    if ((is === Is.chat || is === Is.root) && this.open) this.#closeChat(at + 1);
  }

  /** `end`: the byte after the chat. */
  #closeChat(end: number): void {
    const notes = this.open!;
    this.open = undefined;
    this.#messagesDepth = 0;
    notes.endAt(end);
    // An object at the root that has no messages is no chat: its parts were looked at.
    if (notes.row.list === "single" && !notes.hasMessages) return;
    this.chats.push(notes.row);
    this.closed.push(notes);
  }

  /** Chats that ended since the last look; the caller hashes and empties it. */
  readonly closed: ChatNotes[] = [];
}
