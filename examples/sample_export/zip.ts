/**
 * A small writer of ZIP files: stored and deflated members, UTF-8 names, no ZIP64 (so below 4 GiB and 65,536 members).
 * The same input gives the same bytes.
 *
 * @module
 */
import { crc32, deflateRawSync } from "node:zlib";

/**
 * The bytes of a ZIP file. Members keep the map's order and carry the date `modified`; what deflating does not make
 * smaller is stored. A ZIP holds dates without a zone, in steps of two seconds: UTC is written.
 *
 * @throws {RangeError} when there are more than 65,535 members
 */
export function zip(files: ReadonlyMap<string, Uint8Array>, modified: Date): Uint8Array<ArrayBuffer> {
  if (files.size > 0xffff) {
    throw new RangeError(`Cannot write a zip: there are ${files.size} files, at most 65535 fit without ZIP64`);
  }
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, data] of files) {
    const name = new TextEncoder().encode(path);
    const deflated = deflateRawSync(data);
    const stored = deflated.length >= data.length;
    const body = stored ? data : deflated;
    const facts = memberFacts(stored ? 0 : 8, modified, crc32(data), body.length, data.length, name.length);
    const local = new Uint8Array(30 + name.length);
    local.set([0x50, 0x4b, 3, 4]);
    local.set(facts, 4);
    local.set(name, 30);
    const central = new Uint8Array(46 + name.length);
    central.set([0x50, 0x4b, 1, 2, 20, 3]);
    central.set(facts, 6);
    const view = new DataView(central.buffer);
    view.setUint32(38, 0o100644 * 0x10000, true);
    view.setUint32(42, offset, true);
    central.set(name, 46);
    pieces.push(local, body);
    directory.push(central);
    offset += local.length + body.length;
  }
  return join([...pieces, ...directory, endRecord(directory, offset)]);
}

/** The 26 bytes that a member's local header and its directory entry have in common, from "version needed" on. */
function memberFacts(method: number, at: Date, crc: number, packed: number, size: number, name: number): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 20, true);
  view.setUint16(2, 0x0800, true);
  view.setUint16(4, method, true);
  view.setUint16(6, at.getUTCHours() << 11 | at.getUTCMinutes() << 5 | at.getUTCSeconds() >> 1, true);
  view.setUint16(8, (at.getUTCFullYear() - 1980) << 9 | (at.getUTCMonth() + 1) << 5 | at.getUTCDate(), true);
  view.setUint32(10, crc, true);
  view.setUint32(14, packed, true);
  view.setUint32(18, size, true);
  view.setUint16(22, name, true);
  return bytes;
}

function endRecord(directory: Uint8Array[], offset: number): Uint8Array {
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  bytes.set([0x50, 0x4b, 5, 6]);
  view.setUint16(8, directory.length, true);
  view.setUint16(10, directory.length, true);
  view.setUint32(12, directory.reduce((sum, entry) => sum + entry.length, 0), true);
  view.setUint32(16, offset, true);
  return bytes;
}

function join(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
