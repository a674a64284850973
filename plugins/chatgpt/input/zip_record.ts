/**
 * The records of a zip archive, as they stand (APPNOTE 6.3.x, §4.3).
 *
 * @module
 */

export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const DESCRIPTOR = 0x08074b50;
export const END = 0x06054b50;
export const END64 = 0x06064b50;
export const LOCATOR64 = 0x07064b50;

/** Fixed lengths in bytes. */
export const LOCAL_LENGTH = 30;
export const CENTRAL_LENGTH = 46;
export const END_LENGTH = 22;
export const LOCATOR64_LENGTH = 20;

/** In a 32-bit field: the value stands in the ZIP64 extra field. */
export const IN_EXTRA = 0xffffffff;

/** What both kinds of header say of a member. */
export interface ZipRecord {
  rawName: Uint8Array<ArrayBuffer>;
  flags: number;
  method: number;
  crc: number;
  /** Bytes in the archive. */
  packedSize: number;
  /** Bytes once inflated. */
  size: number;
  /** Of the local header, as stored; 0 in a local header. */
  offset: number;
  /** True when the offset has 64 bits, so that it cannot have wrapped. */
  wide: boolean;
  /** Upper half: a Unix mode, in archives made on Unix. 0 in a local header. */
  attributes: number;
  extra: Uint8Array<ArrayBuffer>;
  /** Epoch milliseconds: the exact time where the record has one, else its DOS time read as UTC. */
  modifiedAt?: number;
  /** Bytes of the record itself. */
  length: number;
}

/** Little-endian numbers out of bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The signature at the start of these bytes. */
export function signatureOf(bytes: Uint8Array): number | undefined {
  return bytes.length < 4 ? undefined : viewOf(bytes).getUint32(0, true);
}

/** A directory record; `undefined` where there is none or it is cut. `get(n)` gives up to n bytes from its start. */
export function readCentral(get: (length: number) => Uint8Array<ArrayBuffer>): ZipRecord | undefined {
  const head = get(CENTRAL_LENGTH);
  if (head.length < CENTRAL_LENGTH || signatureOf(head) !== CENTRAL) return undefined;
  const view = viewOf(head);
  const name = view.getUint16(28, true);
  const extra = view.getUint16(30, true);
  const length = CENTRAL_LENGTH + name + extra + view.getUint16(32, true);
  const fixed = {
    flags: view.getUint16(8, true),
    method: view.getUint16(10, true),
    time: view.getUint32(12, true),
    crc: view.getUint32(16, true),
    packedSize: view.getUint32(20, true),
    size: view.getUint32(24, true),
    attributes: view.getUint32(38, true),
    offset: view.getUint32(42, true),
  };
  const all = get(length);
  if (all.length < length) return undefined;
  return finish(fixed, all, CENTRAL_LENGTH, name, extra, length);
}

/** A local header; `undefined` where there is none or it is cut. */
export function readLocal(get: (length: number) => Uint8Array<ArrayBuffer>): ZipRecord | undefined {
  const head = get(LOCAL_LENGTH);
  if (head.length < LOCAL_LENGTH || signatureOf(head) !== LOCAL) return undefined;
  const view = viewOf(head);
  const name = view.getUint16(26, true);
  const extra = view.getUint16(28, true);
  const length = LOCAL_LENGTH + name + extra;
  const fixed = {
    flags: view.getUint16(6, true),
    method: view.getUint16(8, true),
    time: view.getUint32(10, true),
    crc: view.getUint32(14, true),
    packedSize: view.getUint32(18, true),
    size: view.getUint32(22, true),
    attributes: 0,
    offset: 0,
  };
  const all = get(length);
  if (all.length < length) return undefined;
  return finish(fixed, all, LOCAL_LENGTH, name, extra, length);
}

interface Fixed {
  flags: number;
  method: number;
  time: number;
  crc: number;
  packedSize: number;
  size: number;
  attributes: number;
  offset: number;
}

function finish(
  { time, ...fixed }: Fixed,
  all: Uint8Array<ArrayBuffer>,
  start: number,
  name: number,
  extraLength: number,
  length: number,
): ZipRecord {
  const rawName = all.slice(start, start + name);
  const extra = all.slice(start + name, start + name + extraLength);
  const record: ZipRecord = { ...fixed, rawName, extra, wide: false, length };
  const sizes = extraField(extra, 1);
  if (sizes !== undefined) {
    const view = viewOf(sizes);
    let at = 0;
    const wide = (value: number): number => {
      if (value !== IN_EXTRA || at + 8 > sizes.length) return value;
      at += 8;
      return Number(view.getBigUint64(at - 8, true));
    };
    record.size = wide(fixed.size);
    record.packedSize = wide(fixed.packedSize);
    const before = at;
    record.offset = wide(fixed.offset);
    record.wide = at > before;
  }
  const modifiedAt = exactTime(extra) ?? dosTime(time);
  if (modifiedAt !== undefined) record.modifiedAt = modifiedAt;
  return record;
}

/** The bytes of one extra field. */
export function extraField(extra: Uint8Array<ArrayBuffer>, id: number): Uint8Array<ArrayBuffer> | undefined {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > extra.length) return undefined;
    if (view.getUint16(at, true) === id) return extra.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}

/** Modification time out of the "extended timestamp" field (0x5455): Unix seconds, UTC. */
function exactTime(extra: Uint8Array<ArrayBuffer>): number | undefined {
  const field = extraField(extra, 0x5455);
  if (field === undefined || field.length < 5 || (field[0] & 1) === 0) return undefined;
  return viewOf(field).getInt32(1, true) * 1000;
}

function dosTime(time: number): number | undefined {
  const [year, month, day] = [(time >>> 25) + 1980, ((time >>> 21) & 15) - 1, (time >>> 16) & 31];
  if (month < 0 || month > 11 || day === 0 || year === 1980) return undefined;
  return Date.UTC(year, month, day, (time >>> 11) & 31, (time >>> 5) & 63, (time & 31) * 2);
}
