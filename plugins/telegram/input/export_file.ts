/**
 * One JSON file of an export, in UTF-8 and with random access.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { RandomAccessFile } from "../../../core/host.ts";
import { detectEncoding, toUtf8 } from "../../../core/json/encoding.ts";

/** Bytes read at once. */
const CHUNK = 512 * 1024;

/** A file of an export. All offsets count its bytes in UTF-8, a byte order mark included. */
export interface ExportFile {
  /** The path as it was given or found. */
  readonly path: string;
  /** Where the text begins: behind the byte order mark. */
  readonly start: number;
  /** Bytes, in UTF-8. */
  readonly size: number;
  /** Bytes from `start` up to `end`, in pieces, each good until the next is asked for. */
  stream(start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
  close(): void;
}

/**
 * Opens a file. One in UTF-16, as some editors save it, is written to a scratch file in UTF-8 first.
 */
export async function openExportFile(
  path: string,
  { files, signal }: Pick<Context, "files" | "signal">,
): Promise<ExportFile> {
  const file = await files.open(path);
  const first = new Uint8Array(4);
  let length: number;
  try {
    length = await file.read(first, 0);
  } catch (error) {
    file.close();
    throw error;
  }
  if (detectEncoding(first.subarray(0, length)) === "utf-8") return exportFile(path, file, file.size, first);
  let scratch: Awaited<ReturnType<typeof files.scratch>> | undefined;
  try {
    scratch = await files.scratch();
    let size = 0;
    for await (const chunk of toUtf8(chunksOf(file, 0, file.size))) {
      signal.throwIfAborted();
      await scratch.append(chunk);
      size += chunk.length;
    }
    return exportFile(path, scratch, size, new Uint8Array(0));
  } catch (error) {
    scratch?.close();
    throw error;
  } finally {
    file.close();
  }
}

function exportFile(path: string, file: RandomAccessFile, size: number, [a, b, c]: Uint8Array): ExportFile {
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  return { path, start, size, stream: (start, end) => chunksOf(file, start, end), close: () => file.close() };
}

async function* chunksOf(
  file: RandomAccessFile,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const chunk = new Uint8Array(Math.max(1, Math.min(CHUNK, end - start)));
  for (let at = start; at < end;) {
    const length = await file.read(chunk.subarray(0, Math.min(chunk.length, end - at)), at);
    if (length === 0) throw new Error(`Cannot read "${file.path}" again: it ends before byte ${end}, it has changed`);
    yield chunk.subarray(0, length);
    at += length;
  }
}
