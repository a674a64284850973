/**
 * Unpacks well-formed zips, for tests that must not trust the product's own way of reading them.
 *
 * @module
 */
import { crc32, inflateRawSync } from "node:zlib";

/** Path → bytes, in the directory's order. Throws when a checksum does not fit. No ZIP64. */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [method, crc, packed] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 16, true),
      view.getUint32(at + 20, true),
    ];
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const body = bytes.subarray(start, start + packed);
    const data = method === 0 ? body : new Uint8Array(inflateRawSync(body));
    if (crc32(data) !== crc) throw new Error(`Cannot unzip "${path}": its checksum differs`);
    files.set(path, data);
    at += 46 + name + extra + comment;
  }
  return files;
}
