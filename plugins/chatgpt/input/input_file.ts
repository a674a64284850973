/**
 * One file of an export, wherever it lies: on disk, in a zip archive, in an archive inside an archive.
 *
 * @module
 */
import type { Files, RandomAccessFile } from "../../../core/host.ts";
import type { Position } from "../../../core/source.ts";
import { type ByteWindow, fileWindow, subWindow } from "./byte_window.ts";
import { InputError, quote } from "./input_error.ts";
import type { Budget } from "./limits.ts";
import { entryBytes, windowChunks, type ZipEntry } from "./zip_data.ts";

/** First byte and the byte after the last. */
export type Range = [start: number, end: number];

/** A file of an export. Nothing of it is read before `stream` or `read`. */
export interface InputFile {
  /** Its path inside the export, with `/`; archives inside archives are joined by `!/`. */
  name: string;
  /** Bytes once inflated, as declared. */
  size: number;
  /** True where reading any part of it costs no more than that part. */
  stored: boolean;
  position: Position;
  /** Its last change as the archive notes it, epoch ms; without exact field a DOS time, whose zone is unknown, read as UTC. */
  modifiedAt?: number;
  /** Its CRC-32 as the archive gives it; with the size it tells copies of one file without reading them. */
  crc?: number;
  /**
   * All its bytes, in pieces of up to 512 KiB, each good until the next is asked for, in bounded memory. Size and checksum are compared at the end, so the
   * throw comes after the bytes that could be read. May be called again.
   *
   * @throws {InputError} when it is damaged or beyond a limit
   */
  stream(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /**
   * Its bytes from `start` up to `end`, fewer where it ends before. A deflated file is inflated from its start up to
   * `end`. No checksum is compared.
   *
   * @throws {InputError} when it is damaged or beyond a limit
   */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The bytes from `start` up to `end`, or where it ends, as `stream` gives them. Absent where a part cannot be streamed by itself, or
   * where checks would be left out.
   */
  part?(start: number, end: number): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** As `read`, for many ranges, in one opening of the file. `lent`: each is good only until the next is asked for. */
  readAll(ranges: Iterable<Range>, lent?: boolean): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** An input file that may be looked at as an archive. */
export interface Leaf extends InputFile {
  /** Its bytes with random access: in place where stored, else spooled to a scratch file. */
  window(): Promise<ByteWindow>;
}

/** What all files of one input share. */
export interface Session {
  files: Files;
  signal: AbortSignal;
  budget: Budget;
  /** Opens a file that stays open until the session ends. */
  open(path: string): Promise<RandomAccessFile>;
  /** Puts bytes into the session's scratch file. */
  spool(bytes: AsyncIterable<Uint8Array>): Promise<ByteWindow>;
}

/** A file on disk. It is opened for each reading, so that folders of thousands cost no open files. */
export function diskLeaf(session: Session, name: string, path: string, size: number): Leaf {
  const opened = async <T>(use: (window: ByteWindow) => Promise<T>): Promise<T> => {
    const file = await session.files.open(path);
    try {
      return await use(fileWindow(file));
    } finally {
      file.close();
    }
  };
  async function* part(start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const file = await session.files.open(path);
    try {
      yield* windowChunks(fileWindow(file, start, Math.min(end, file.size)), 512 * 1024, session.signal);
    } finally {
      file.close();
    }
  }
  return {
    name,
    size,
    stored: true,
    position: { file: path },
    stream: () => part(0, Infinity),
    part,
    read: (start, end) => opened((window) => window.read(start, end)),
    async *readAll(ranges, lent) {
      const file = await session.files.open(path);
      try {
        yield* readEach(fileWindow(file).read, ranges, lent);
      } finally {
        file.close();
      }
    },
    window: async () => fileWindow(await session.open(path)),
  };
}

/** A member of an archive that lies in `window`; `place.prefix` stands before its name, and before its entry. */
export function zipLeaf(
  session: Session,
  window: ByteWindow,
  entry: ZipEntry,
  place: { prefix: string; file: string; entryPrefix: string },
): Leaf {
  const name = place.prefix + entry.name;
  const stream = () => entryBytes(window, entry, session);
  const stored = entry.method === 0;
  const read: ByteWindow["read"] = (start, end, into) => {
    session.signal.throwIfAborted();
    return stored
      ? subWindow(window, entry.start, entry.end).read(start, end, into)
      : inflatedPart(stream(), start, end);
  };
  return {
    name,
    size: entry.size,
    stored,
    position: { file: place.file, entry: place.entryPrefix + entry.name },
    modifiedAt: entry.modifiedAt,
    crc: entry.crc,
    stream,
    read: (start, end) => read(start, end),
    readAll: (ranges, lent) => readEach(read, ranges, lent),
    async window() {
      if (stored) return subWindow(window, entry.start, entry.end);
      return await session.spool(readable(stream(), name));
    },
  };
}

/** Bytes of ranges that are read into one buffer; a longer one gets its own. */
const LENT_BYTES = 512 * 1024;

async function* readEach(
  read: ByteWindow["read"],
  ranges: Iterable<Range>,
  lent = false,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = lent ? new Uint8Array(LENT_BYTES) : undefined;
  for (const [start, end] of ranges) yield await read(start, end, end - start <= LENT_BYTES ? buffer : undefined);
}

async function inflatedPart(
  bytes: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const kept: Uint8Array[] = [];
  let at = 0;
  if (end > start) {
    for await (const piece of bytes) {
      if (at + piece.length > start) kept.push(piece.subarray(Math.max(0, start - at), end - at));
      at += piece.length;
      if (at >= end) break;
    }
  }
  const part = new Uint8Array(kept.reduce((sum, piece) => sum + piece.length, 0));
  kept.reduce((place, piece) => (part.set(piece, place), place + piece.length), 0);
  return part;
}

/** What can be read of a member: an archive whose end is damaged may still hold whole members. */
async function* readable(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let any = false;
  try {
    for await (const piece of bytes) {
      any = true;
      yield piece;
    }
  } catch (error) {
    if (!(error instanceof InputError) || error.fault === "limit") throw error;
    if (!any) {
      throw new InputError(error.fault, `Cannot open ${quote(name)}: nothing of it can be read`, { cause: error });
    }
  }
}
