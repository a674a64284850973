/**
 * What a splitter hands over: whole elements, and notes of what was damaged.
 *
 * @module
 */
import { findFields, scalarOf, walkFields } from "./fields.ts";
import type { Names, Range } from "./fields.ts";

/** Marks kept of one element; an object with more fields is walked again when asked for one. */
export const KEPT_MARKS = 65_536;

/**
 * One element as it stands in the stream: its brackets balance, nothing else is certain. `JSON.parse` has the last word.
 *
 * `bytes` and what `field` returns are views of a buffer that is used again: they are good until the next batch is
 * asked for. Whoever keeps them longer takes a copy (`slice()`).
 */
export class Element {
  /** Tells it from `Damage`. */
  readonly damage = false;
  /** Running number from 0; damaged elements count too. */
  readonly index: number;
  /** First byte, counted from the start of the stream. */
  readonly start: number;
  /** The byte after the last. */
  readonly end: number;
  /** The element itself, without white space around it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #marks: readonly number[];
  readonly #names: Names;
  #found?: Map<string, Range>;

  /** Made by the splitter. `marks`: positions of depth-1 commas and colons, none if it is no object. */
  constructor(
    index: number,
    start: number,
    bytes: Uint8Array<ArrayBuffer>,
    marks: readonly number[],
    names: Names,
  ) {
    this.index = index;
    this.start = start;
    this.end = start + bytes.length;
    this.bytes = bytes;
    this.#marks = marks;
    this.#names = names;
  }

  /**
   * Raw bytes of a depth-1 field, or undefined where the element is no object or has no such field. Of a key that
   * comes twice the last one counts; keys written with escapes match too.
   *
   * Throws a `TypeError` for a name that the splitter was not told of.
   */
  field(name: string): Uint8Array<ArrayBuffer> | undefined {
    this.#found ??= this.#find();
    const range = this.#found.get(name);
    if (range !== undefined) return this.bytes.subarray(range[0], range[1]);
    if (this.#names.list.includes(name)) return undefined;
    const listed = this.#names.list.map((known) => `"${known}"`).join(", ") || "none";
    throw new TypeError(`Cannot look up field "${name}" of an element: the splitter was told to find ${listed}`);
  }

  /** The value of a depth-1 field that is a string, number, boolean or null; undefined for any other. */
  scalar(name: string): string | number | boolean | null | undefined {
    const raw = this.field(name);
    return raw === undefined ? undefined : scalarOf(raw);
  }

  #find(): Map<string, Range> {
    if (this.#names.list.length === 0 || this.bytes[0] !== 0x7b) return new Map();
    if (this.#marks.length > KEPT_MARKS) return walkFields(this.bytes, this.#names);
    return findFields(this.bytes, this.#marks, this.#names);
  }
}

/** Bytes that could not be split into elements. Everything whole before and, where possible, behind it is handed over. */
export class Damage {
  /** Tells it from `Element`. */
  readonly damage = true;
  /** First byte that is lost. */
  readonly start: number;
  /** The byte after the last that is lost; equal to `start` when nothing is. Absent when reading stopped there. */
  readonly end?: number;
  /** The running number of the element that was lost, where it was one. */
  readonly index?: number;
  /** The input ended inside an element, or before the array was closed. */
  readonly truncated: boolean;
  /** What is wrong. */
  readonly why: string;

  /** Made by the splitter. */
  constructor(start: number, end: number | undefined, why: string, index: number | undefined, truncated: boolean) {
    this.start = start;
    this.end = end;
    this.why = why;
    this.index = index;
    this.truncated = truncated;
  }

  /** Says what is wrong, and at which byte of the stream. Made when asked for: hostile input has a lot of damage. */
  get error(): SyntaxError {
    const what = this.index === undefined ? "JSON" : `element ${this.index}`;
    return new SyntaxError(`Cannot split ${what} at byte ${this.start}: ${this.why}`);
  }
}
