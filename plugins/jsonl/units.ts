/**
 * Lines as units. A million of them travel in a run, so that they are small and compute what they can when asked.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";
import type { Position, Unit } from "../../core/source.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A mark inside the file is no byte order mark. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Where a line stands. */
export interface Place {
  /** From 1. */
  line: number;
  file: string;
}

/** A line whose text is known. */
export class LineUnit implements Unit<unknown> {
  constructor(
    readonly text: string,
    readonly line: number,
    readonly file: string,
  ) {}

  get fingerprint(): string {
    return digest(this.text);
  }

  get bytes(): number {
    return this.text.length;
  }

  get position(): Position {
    return { file: this.file, line: this.line };
  }

  /** @throws {SyntaxError} when the line is no JSON */
  parse(): unknown[] {
    return [parseLine(this.text, this.line)];
  }

  raw(): string {
    return this.text;
  }
}

/** A line that cannot be read: asking for its content throws. */
export class BadLine implements Unit<unknown> {
  constructor(
    readonly start: Uint8Array,
    readonly line: number,
    readonly file: string,
    readonly error: Error,
  ) {}

  get fingerprint(): string {
    return digest(this.start);
  }

  get bytes(): number {
    return this.start.length;
  }

  get position(): Position {
    return { file: this.file, line: this.line };
  }

  parse(): unknown[] {
    throw this.error;
  }

  raw(): string {
    return new TextDecoder().decode(this.start);
  }
}

/** The units of whole lines, blank ones left out, and how many lines there were. */
export function lineUnits(bytes: Uint8Array, at: Place): { units: (LineUnit | BadLine)[]; lines: number } {
  const text = decode(bytes);
  if (text === undefined) return unevenUnits(bytes, at);
  const units: LineUnit[] = [];
  let line = at.line;
  for (let start = 0; start <= text.length; line++) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const content = text.slice(start, text.charCodeAt(end - 1) === CARRIAGE_RETURN && end > start ? end - 1 : end);
    if (content.length > 0 && !isBlank(content)) units.push(new LineUnit(content, line, at.file));
    start = end + 1;
  }
  return { units, lines: line - at.line };
}

/** The unit of a line of which only the start is known. */
export function tooLong(start: Uint8Array, { line, file }: Place, maxLineBytes: number): BadLine {
  return new BadLine(
    start,
    line,
    file,
    new RangeError(
      `Cannot parse line ${line}: it is longer than ${maxLineBytes} bytes, expected a shorter one (or raise maxLineBytes)`,
    ),
  );
}

/** The same, line by line: some of them are not UTF-8. */
function unevenUnits(bytes: Uint8Array, { line, file }: Place): { units: (LineUnit | BadLine)[]; lines: number } {
  const units: (LineUnit | BadLine)[] = [];
  let lines = 0;
  for (let start = 0; start <= bytes.length; lines++) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const content = bytes.subarray(start, end);
    const at = { line: line + lines, file };
    units.push(...decode(content) === undefined ? [notUtf8(content, at)] : lineUnits(content, at).units);
    start = end + 1;
  }
  return { units, lines };
}

function notUtf8(bytes: Uint8Array, { line, file }: Place): BadLine {
  return new BadLine(
    bytes.slice(),
    line,
    file,
    new SyntaxError(`Cannot parse line ${line}: it holds bytes that are not UTF-8, expected UTF-8`),
  );
}

/** Undefined where the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Only the white space that JSON knows. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === 0x20 || first === 0x09 || first === CARRIAGE_RETURN) && /^[ \t\r]*$/.test(text);
}

/**
 * The JSON value of a line.
 *
 * @throws {SyntaxError} naming the line. It does not quote the line, whose text may be private, and for the same
 * reason does not keep the parser's error, which does.
 */
export function parseLine(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot parse line ${line} as JSON: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  const what = /^(?:Unexpected token '.'|[A-Z][^"]*?(?= in JSON at| at position|$))/su.exec(said)?.[0];
  if (what === undefined) return "it is not valid JSON";
  const column = /\(line \d+ column (\d+)\)$/.exec(said)?.[1];
  return `${what[0].toLowerCase()}${what.slice(1)}${column === undefined ? "" : ` at column ${column}`}`;
}
