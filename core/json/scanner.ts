/**
 * What a scanner does: it finds where one JSON element ends, without parsing it. There are two, of identical
 * behaviour: WebAssembly and plain TypeScript.
 *
 * @module
 */

/** Why a scan stopped. */
export const Stop = {
  /** It reached `to`. */
  limit: 0,
  /** The element's last bracket closed; the position is the byte after it. */
  closed: 1,
  /** The element's first suspicious byte was passed; go on with `scan`. */
  suspect: 2,
  /** The marks have to be taken before it can go on. */
  marks: 3,
  /** The bracket at the position closes another kind of bracket. */
  mismatch: 4,
  /** The bracket at the position opens one level too many. */
  deep: 5,
} as const;

/** One of the values of {@linkcode Stop}. */
export type StopCode = typeof Stop[keyof typeof Stop];

/** Marks a scanner holds at most. */
export const MARKS = 8192;

/** Brackets a scanner can keep track of. */
export const MAX_DEPTH = 65_535;

/** Scans the bytes of its own window. All positions count from the window's start. */
export interface Scanner {
  /** The bytes to scan; `grow` replaces it, so it must not be kept. */
  readonly window: Uint8Array<ArrayBuffer>;
  /** Byte at which the last scan stopped. */
  readonly position: number;
  /**
   * First suspicious byte of the element, -1 for none: what follows a closing quote without being white space or one
   * of `,:]}`, and an opening bracket that stands neither behind a colon of an object nor behind the `[` or a comma
   * of an array. Such bytes never occur in valid JSON; they mean that an element is broken before them.
   */
  readonly suspect: number;
  /** Makes the window at least `capacity` bytes long, keeping what is in it. */
  grow(capacity: number): void;
  /** Forgets the last element. `marking`: record commas and colons at depth 1. `inObject`: go on inside an object. */
  begin(maxDepth: number, marking: boolean, inObject: boolean): void;
  /** From here to the element's end only counts brackets, whatever their kind and number. */
  countOnly(marking: boolean): void;
  /** Scans the bytes from `from`, where the last scan stopped, to `to`. */
  scan(from: number, to: number): StopCode;
  /** Moves the positions of the marks, each less `origin`, to the end of `marks`. */
  takeMarks(marks: number[], origin: number): void;
}
