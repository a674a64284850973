/**
 * Writes zip archives for tests: proper ones, and ones that lie wherever a test asks for it.
 *
 * @module
 */
import { crc32, deflateRawSync } from "node:zlib";

/** One member of an archive. Everything behind `method` is for archives that are odd or hostile. */
export interface ZipMember {
  /** Bytes are written as they are, without the UTF-8 flag. A name that ends in `/` is a folder. */
  name: string | Uint8Array;
  data: Uint8Array | string;
  /** @default "deflate" */
  method?: "store" | "deflate";
  /** Written in the place of the true number of the method. */
  methodCode?: number;
  /** Written in the place of the true checksum. */
  crc?: number;
  /** Written in the place of the true (inflated) size. */
  size?: number;
  /** Written in the place of the true compressed size. */
  compressedSize?: number;
  /** Written in the local header in the place of `name`. */
  localName?: string | Uint8Array;
  /** The whole 32 bits; a Unix mode stands in the upper half: `0o120777 << 16` is a symbolic link. */
  externalAttributes?: number;
  /** Set beside the UTF-8 flag (bit 11). Bit 0: encrypted. Bit 3: sizes and checksum follow the data, in a descriptor. */
  flags?: number;
  /** False leaves out the descriptor's signature, which is optional. @default true */
  descriptorSignature?: boolean;
  /** Added to the offset in the directory. */
  offsetDelta?: number;
  /** Extra fields, as they are, in both headers. */
  extra?: Uint8Array;
  /** Epoch milliseconds, written as a DOS time in UTC. @default 2025-01-02T03:04:06Z */
  modifiedAt?: number;
  /** No entry in the directory. @default false */
  unlisted?: boolean;
}

/** What concerns the archive as a whole. */
export interface ZipOptions {
  comment?: string | Uint8Array;
  /** Bytes before the first member; offsets are as if they were not there. */
  prefix?: Uint8Array;
  /** Sizes, offsets and the end record in their 64-bit forms. @default false */
  zip64?: boolean;
  /** Only the first bytes of the archive. */
  truncateTo?: number;
  /** Written in the place of the true number of members. */
  count?: number;
}

const encoder = new TextEncoder();
const DAY_ONE = Date.UTC(2025, 0, 2, 3, 4, 6);

/** The archive's bytes. */
export function zip(members: ZipMember[], options: ZipOptions = {}): Uint8Array<ArrayBuffer> {
  const prefix = options.prefix ?? new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const add = (...added: Uint8Array[]) => {
    for (const piece of added) {
      pieces.push(piece);
      at += piece.length;
    }
  };
  for (const member of members) {
    const made = makeMember(member, at, options.zip64 === true);
    if (!member.unlisted) directory.push(made.central);
    add(...made.local);
  }
  const start = at;
  add(...directory);
  add(...endRecords(options.count ?? directory.length, start, at - start, options));
  const whole = join([prefix, ...pieces]);
  return options.truncateTo === undefined ? whole : whole.slice(0, options.truncateTo);
}

/** A symbolic link, as `externalAttributes`. */
export const SYMLINK: number = (0o120777 << 16) >>> 0;

/** Bytes one after the other. */
export function join(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function makeMember(member: ZipMember, at: number, zip64: boolean): { local: Uint8Array[]; central: Uint8Array } {
  const data = bytes(member.data);
  const deflated = (member.method ?? "deflate") === "deflate" && !bytes(member.name).includes(0x2f, -1);
  const packed = deflated ? new Uint8Array(deflateRawSync(data)) : data;
  const facts: Facts = {
    method: member.methodCode ?? (deflated ? 8 : 0),
    crc: member.crc ?? crc32(data),
    size: member.size ?? data.length,
    packedSize: member.compressedSize ?? packed.length,
    flags: (member.flags ?? 0) | (typeof member.name === "string" && !isAscii(member.name) ? 0x800 : 0),
    time: dosTime(member.modifiedAt ?? DAY_ONE),
  };
  const name = bytes(member.name);
  const offset = at + (member.offsetDelta ?? 0);
  const extra = member.extra ?? new Uint8Array(0);
  const later = (facts.flags & 8) !== 0;
  const localFacts = later ? { ...facts, crc: 0, size: 0, packedSize: 0 } : facts;
  const localName = bytes(member.localName ?? member.name);
  const local = [header(localFacts, localName, join([sizes64(localFacts, zip64 && !later), extra]), zip64), packed];
  if (later) local.push(descriptor(facts, zip64, member.descriptorSignature ?? true));
  const centralExtra = join([sizes64(facts, zip64, offset), extra]);
  return { local, central: centralHeader(facts, name, centralExtra, zip64, offset, member.externalAttributes ?? 0) };
}

interface Facts {
  method: number;
  crc: number;
  size: number;
  packedSize: number;
  flags: number;
  time: number;
}

function header(facts: Facts, name: Uint8Array, extra: Uint8Array, zip64: boolean): Uint8Array {
  const big = zip64 && (facts.flags & 8) === 0;
  return record([
    [4, 0x04034b50],
    [2, zip64 ? 45 : 20],
    [2, facts.flags],
    [2, facts.method],
    [4, facts.time],
    [4, facts.crc],
    [4, big ? 0xffffffff : facts.packedSize],
    [4, big ? 0xffffffff : facts.size],
    [2, name.length],
    [2, extra.length],
  ], [name, extra]);
}

function centralHeader(
  facts: Facts,
  name: Uint8Array,
  extra: Uint8Array,
  zip64: boolean,
  offset: number,
  attributes: number,
): Uint8Array {
  return record([
    [4, 0x02014b50],
    [2, 0x031e],
    [2, zip64 ? 45 : 20],
    [2, facts.flags],
    [2, facts.method],
    [4, facts.time],
    [4, facts.crc],
    [4, zip64 ? 0xffffffff : facts.packedSize],
    [4, zip64 ? 0xffffffff : facts.size],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, attributes],
    [4, zip64 ? 0xffffffff : offset],
  ], [name, extra]);
}

/** The extra field 1 of a 64-bit member: size, compressed size and, in the directory, the offset. */
function sizes64(facts: Facts, zip64: boolean, offset?: number): Uint8Array {
  if (!zip64) return new Uint8Array(0);
  const values = [facts.size, facts.packedSize, ...(offset === undefined ? [] : [offset])];
  return record([[2, 1], [2, values.length * 8], ...values.map((value): [number, number] => [8, value])]);
}

function descriptor(facts: Facts, zip64: boolean, signature: boolean): Uint8Array {
  const width = zip64 ? 8 : 4;
  const sign: [number, number][] = signature ? [[4, 0x08074b50]] : [];
  return record([...sign, [4, facts.crc], [width, facts.packedSize], [width, facts.size]]);
}

function endRecords(count: number, start: number, size: number, options: ZipOptions): Uint8Array[] {
  const comment = bytes(options.comment ?? "");
  const big = options.zip64 === true;
  const end = record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, big ? 0xffff : count],
    [2, big ? 0xffff : count],
    [4, big ? 0xffffffff : size],
    [4, big ? 0xffffffff : start],
    [2, comment.length],
  ], [comment]);
  if (!big) return [end];
  const end64 = [[4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, size], [
    8,
    start,
  ]] as [number, number][];
  return [record(end64), record([[4, 0x07064b50], [4, 0], [8, start + size], [4, 1]]), end];
}

/** Little-endian fields (width in bytes, value modulo that width), then bytes. */
function record(fields: [width: number, value: number][], tail: Uint8Array[] = []): Uint8Array {
  const head = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    let rest = BigInt(value);
    for (let i = 0; i < width; i++, rest >>= 8n) head[at++] = Number(rest & 0xffn);
  }
  return join([head, ...tail]);
}

function dosTime(at: number): number {
  const date = new Date(at);
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

function isAscii(text: string): boolean {
  return encoder.encode(text).every((byte) => byte < 0x80);
}

function bytes(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? encoder.encode(value) : value;
}
