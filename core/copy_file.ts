/**
 * Copies of files.
 *
 * @module
 */
import type { Files } from "./host.ts";

/** A file is copied in pieces of so many bytes. */
const PIECE_BYTES = 1 << 20;

/**
 * Copies a file through `files`, piece by piece; it appears whole or not at all.
 *
 * @param secret mode 0600
 * @throws {Error} when the file becomes shorter meanwhile: somebody else writes it
 */
export async function copyFile(files: Files, from: string, to: string, secret = false): Promise<void> {
  const file = await files.open(from);
  try {
    const writer = await files.create(to, secret);
    try {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, Math.max(1, file.size)));
      for (let at = 0; at < file.size;) {
        const read = await file.read(piece.subarray(0, Math.min(piece.length, file.size - at)), at);
        if (read === 0) {
          throw new Error(`Cannot copy "${from}": it became shorter meanwhile, expected ${file.size} bytes`);
        }
        await writer.write(piece.subarray(0, read));
        at += read;
      }
      await writer.commit();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  } finally {
    file.close();
  }
}
