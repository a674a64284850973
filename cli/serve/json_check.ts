/**
 * Whether bytes are one JSON text (RFC 8259), found while they pass; and what its root holds.
 *
 * @module
 */
import { canEndNumber, isBlank, isDigit, isHex, nextOfNumber, STATE } from "./json_states.ts";

/** A value of the root object. */
export interface RootValue {
  kind: "object" | "array" | "other";
  /** Offsets of its bytes; `end` is not included. */
  start: number;
  end: number;
  /** Its keys, where it is an object: the first few. */
  keys: Set<string>;
  /** Its bytes, unless they are more than `MOST_KEPT`. */
  bytes?: number[];
}

/** What a JSON text is. */
export interface JsonShape {
  root: "object" | "array" | "other";
  /** Values of the root object by key; of a key that comes twice the last. */
  values: Map<string, RootValue>;
  /** Keys of the root object that came more than once. */
  repeated: Set<string>;
}

/** Deeper than any export; a parser may recurse. */
const DEEPEST = 512;
/** Most keys of one object that are noted, and bytes of a key, and of a value that is kept. */
const MOST_KEYS = 1000;
const LONGEST_KEY = 200;
const MOST_KEPT = 1 << 17;

const OBJECT = 1;
const ARRAY = 2;

/** A byte order mark. */
const MARK = [0xef, 0xbb, 0xbf];
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LITERALS = new Map(["true", "false", "null"].map((word) => [word.charCodeAt(0), encoder.encode(word)]));

/** Takes the bytes in chunks of any size; memory does not grow with them. */
export class JsonCheck {
  readonly shape: JsonShape = { root: "other", values: new Map(), repeated: new Set() };
  #state: number = STATE.value;
  readonly #stack = new Uint8Array(DEEPEST);
  #depth = 0;
  #offset = 0;
  #byte = 0;
  #isKey = false;
  #key: number[] | undefined;
  #hex = 0;
  #literal: Uint8Array = LITERALS.get(0x74)!;
  #at = 0;
  /** The value of the root object that is passing. */
  #value: RootValue | undefined;
  #name = "";

  /** @throws {SyntaxError} at the first byte that no JSON text has there */
  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      if (this.#state === STATE.string && this.#key === undefined && this.#value?.bytes === undefined) {
        // Nearly all bytes of an export are inside of strings that nobody asks for.
        const from = i;
        while (i < bytes.length && bytes[i] !== 0x22 && bytes[i] !== 0x5c && bytes[i] >= 0x20) i++;
        this.#offset += i - from;
        if (i === bytes.length) return;
      }
      const byte = this.#byte = bytes[i];
      // Whether the mark is whole is seen by whoever checks that it is UTF-8.
      if (this.#offset < 3 && this.#depth === 0 && byte === MARK[this.#offset]) {
        this.#offset++;
        continue;
      }
      this.#step(byte);
      this.#keep(byte);
      this.#offset++;
    }
  }

  /** @throws {SyntaxError} when the text is cut off, or empty */
  end(): JsonShape {
    if (this.#depth === 0 && canEndNumber(this.#state)) this.#state = STATE.after;
    if (this.#depth > 0 || this.#state !== STATE.after) {
      throw new SyntaxError(`Cannot parse JSON: it ends at byte ${this.#offset}, in the middle of a value`);
    }
    return this.shape;
  }

  #keep(byte: number): void {
    const value = this.#value;
    if (value?.bytes === undefined) return;
    if (value.bytes.length < MOST_KEPT) value.bytes.push(byte);
    else value.bytes = undefined;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case STATE.string:
        if (byte === 0x22) this.#endString();
        else if (byte === 0x5c) this.#become(STATE.escape, byte);
        else if (byte < 0x20) this.#fail(byte);
        else this.#keepKey(byte);
        return;
      case STATE.escape:
        if (byte === 0x75) {
          this.#hex = 4;
          return this.#become(STATE.hex, byte);
        }
        return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? this.#become(STATE.string, byte) : this.#fail(byte);
      case STATE.hex:
        if (!isHex(byte)) this.#fail(byte);
        this.#keepKey(byte);
        if (--this.#hex === 0) this.#state = STATE.string;
        return;
      case STATE.literal:
        if (byte !== this.#literal[this.#at++]) this.#fail(byte);
        if (this.#at === this.#literal.length) this.#ended(this.#offset + 1);
        return;
      default:
        if (this.#state >= STATE.minus) this.#number(byte);
        else if (!isBlank(byte)) this.#sign(byte);
    }
  }

  #sign(byte: number): void {
    switch (this.#state) {
      case STATE.firstElement:
        if (byte === 0x5d) return this.#close(ARRAY, byte);
        return this.#begin(byte);
      case STATE.value:
        return this.#begin(byte);
      case STATE.firstKey:
        if (byte === 0x7d) return this.#close(OBJECT, byte);
      // falls through
      case STATE.key:
        if (byte !== 0x22) this.#fail(byte);
        this.#isKey = true;
        this.#key = this.#depth <= 2 ? [] : undefined;
        this.#state = STATE.string;
        return;
      case STATE.colon:
        if (byte !== 0x3a) this.#fail(byte);
        this.#state = STATE.value;
        return;
      default:
        if (this.#depth === 0) this.#fail(byte);
        if (byte === 0x2c) {
          this.#state = this.#stack[this.#depth - 1] === OBJECT ? STATE.key : STATE.value;
        } else this.#close(byte === 0x7d ? OBJECT : byte === 0x5d ? ARRAY : 0, byte);
    }
  }

  #begin(byte: number): void {
    const kind = byte === 0x7b ? "object" : byte === 0x5b ? "array" : "other";
    if (this.#depth === 0) this.shape.root = kind;
    else if (this.#depth === 1 && this.shape.root === "object") {
      this.#value = { kind, start: this.#offset, end: 0, keys: new Set(), bytes: [] };
    }
    if (kind !== "other") {
      if (this.#depth === DEEPEST) {
        throw new SyntaxError(`Cannot parse JSON: it is nested deeper than ${DEEPEST} at byte ${this.#offset}`);
      }
      this.#stack[this.#depth++] = kind === "object" ? OBJECT : ARRAY;
      this.#state = kind === "object" ? STATE.firstKey : STATE.firstElement;
    } else if (byte === 0x22) {
      this.#isKey = false;
      this.#key = undefined;
      this.#state = STATE.string;
    } else if (LITERALS.has(byte)) {
      this.#literal = LITERALS.get(byte)!;
      this.#at = 1;
      this.#state = STATE.literal;
    } else if (byte === 0x2d) this.#state = STATE.minus;
    else if (byte === 0x30) this.#state = STATE.zero;
    else if (isDigit(byte)) this.#state = STATE.digits;
    else this.#fail(byte);
  }

  #number(byte: number): void {
    const next = nextOfNumber(this.#state, byte);
    if (next !== undefined) this.#state = next;
    else if (!canEndNumber(this.#state)) this.#fail(byte);
    else {
      this.#ended(this.#offset);
      if (!isBlank(byte)) this.#sign(byte);
    }
  }

  #close(kind: number, byte: number): void {
    if (this.#stack[this.#depth - 1] !== kind) this.#fail(byte);
    this.#depth--;
    this.#ended(this.#offset + 1);
  }

  #ended(end: number): void {
    this.#state = STATE.after;
    const value = this.#value;
    if (this.#depth !== 1 || value === undefined) return;
    value.end = end;
    // Its last byte, unless this one is already behind it.
    if (end > this.#offset) this.#keep(this.#byte);
    this.#value = undefined;
    const { values, repeated } = this.shape;
    if (values.has(this.#name)) repeated.add(this.#name);
    if (values.size < MOST_KEYS) values.set(this.#name, value);
  }

  #endString(): void {
    if (!this.#isKey) return this.#ended(this.#offset + 1);
    this.#state = STATE.colon;
    const key = this.#key;
    if (key === undefined || key.length > LONGEST_KEY) {
      if (this.#depth === 1) this.#name = "";
      return;
    }
    const name = JSON.parse(`"${decoder.decode(Uint8Array.from(key))}"`) as string;
    if (this.#depth === 1) this.#name = name;
    else if (this.#value?.kind === "object" && this.#value.keys.size < MOST_KEYS) this.#value.keys.add(name);
  }

  #become(state: number, byte: number): void {
    this.#keepKey(byte);
    this.#state = state;
  }

  #keepKey(byte: number): void {
    if (this.#key !== undefined && this.#key.length <= LONGEST_KEY) this.#key.push(byte);
  }

  #fail(byte: number): never {
    const shown = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
    throw new SyntaxError(`Cannot parse JSON: unexpected ${shown} at byte ${this.#offset}`);
  }
}
