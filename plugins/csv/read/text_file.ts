/**
 * A file as pieces of text, with bounded memory.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { RandomAccessFile } from "../../../core/host.ts";

/** Encodings that can be read. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;

/** One of them. */
export type Encoding = typeof ENCODINGS[number];

/** A file's text, from its start. */
export interface TextFile {
  /** The next piece, of about so many bytes; undefined at the end. */
  next(bytes: number): Promise<string | undefined>;
  /**
   * A piece of it as people wrote it. UTF-8 is read as if each byte were a character, and decoded cell by cell, so that
   * bytes that are no UTF-8 spoil their row alone.
   *
   * @throws {SyntaxError} when it is no UTF-8
   */
  decode(piece: string): string;
}

/**
 * Text of a file. A byte order mark says what the encoding is, and is left out; without one it is what was asked for.
 *
 * @throws {TypeError} when the file is compressed, or its mark says something else than was asked for
 */
export async function openText(file: RandomAccessFile, asked?: Encoding): Promise<TextFile> {
  const start = new Uint8Array(4);
  const first = start.subarray(0, await file.read(start, 0));
  refuseOtherFormats(file.path, first);
  const mark = markOf(first);
  if (mark && asked !== undefined && asked !== mark.encoding) {
    throw new TypeError(
      `Cannot read "${file.path}" as ${asked}: its byte order mark says ${mark.encoding}; leave the encoding out`,
    );
  }
  const encoding = mark?.encoding ?? asked ?? "utf-8";
  let at = mark?.bytes ?? 0;
  const decoder = encoding === "utf-8" ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  let ended = false;
  return {
    async next(bytes) {
      if (ended) return undefined;
      const buffer = Buffer.allocUnsafeSlow(bytes);
      const read = await file.read(buffer, at);
      at += read;
      const filled = buffer.subarray(0, read);
      if (read > 0) return decoder ? decoder.decode(filled, { stream: true }) : filled.toString("latin1");
      ended = true;
      return decoder?.decode() || undefined;
    },
    decode: encoding === "utf-8" ? fromBytes : (piece) => piece,
  };
}

// deno-lint-ignore no-control-regex -- what is not ASCII
const MORE_THAN_ASCII = /[^\x00-\x7f]/;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function fromBytes(piece: string): string {
  if (!MORE_THAN_ASCII.test(piece)) return piece;
  try {
    return utf8.decode(Buffer.from(piece, "latin1"));
  } catch (cause) {
    throw new SyntaxError("it holds bytes that are not UTF-8, expected UTF-8 (or name the encoding)", { cause });
  }
}

function markOf([a, b, c]: Uint8Array): { encoding: Encoding; bytes: number } | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", bytes: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", bytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", bytes: 2 };
  return undefined;
}

/** Files that would give nothing but bad rows. */
function refuseOtherFormats(path: string, [a, b, c, d]: Uint8Array): void {
  if (a === 0x1f && b === 0x8b) {
    throw new TypeError(`Cannot read "${path}": it is compressed, expected CSV: unpack it first`);
  }
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    throw new TypeError(`Cannot read "${path}": it is a zip or a workbook, expected CSV: unpack it, or save it as CSV`);
  }
}
