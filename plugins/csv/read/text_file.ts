/**
 * A file as pieces of text, with bounded memory.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { findEncoding, refuseForeign } from "../../../core/csv/encoding.ts";
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
 * @throws {TypeError} when the file is compressed, in UTF-16 and nothing says so, or its mark says something else than
 *   was asked for
 */
export async function openText(file: RandomAccessFile, asked?: Encoding): Promise<TextFile> {
  const start = new Uint8Array(4);
  const first = start.subarray(0, await file.read(start, 0));
  refuseForeign(file.path, first, asked !== undefined);
  const told = findEncoding(first);
  if (told.mark > 0 && asked !== undefined && asked !== told.encoding) {
    throw new TypeError(
      `Cannot read "${file.path}" as ${asked}: its byte order mark says ${told.encoding}; leave the encoding out`,
    );
  }
  const encoding = told.mark > 0 ? told.encoding : asked ?? "utf-8";
  let at = told.mark;
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
