/**
 * Protocol buffers, as far as calls to Weaviate need them: fields are numbered, and written one behind the other.
 *
 * The encoding: https://protobuf.dev/programming-guides/encoding/
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Kinds of fields: how long they are, or how that is told. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Writes one message. Fields of their default value are left out, as the format has it, but for those in a `oneof`. */
export class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A whole number below 2 to the 53rd, or true. Negative ones take ten bytes. */
  number(field: number, value: number | boolean, always = false): this {
    if (!always && Number(value) === 0) return this;
    return this.#push(varint(field << 3 | VARINT)).#push(varint(Number(value)));
  }

  /** A 64-bit float. */
  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.#push(varint(field << 3 | FIXED64)).#push(bytes);
  }

  /** Text, in UTF-8. */
  text(field: number, value: string, always = false): this {
    return value === "" && !always ? this : this.bytes(field, Buffer.from(value, "utf8"));
  }

  /** Bytes, or a message that was written. */
  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field << 3 | BYTES)).#push(varint(value.length)).#push(value);
  }

  /** A message inside. */
  message(field: number, value: Message): this {
    return this.bytes(field, value.done());
  }

  /** All of it. */
  done(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** A field that was read: a number for those of fixed length and whole numbers, else its bytes. */
export interface Field {
  readonly number: number;
  /** Whole numbers, as a signed 64-bit number says them; 0 for others. */
  readonly whole: number;
  readonly bytes: Uint8Array;
}

/**
 * The fields of a message, in their order.
 *
 * @throws {SyntaxError} when it ends in the middle of one, or is no message
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (!(length >= 0) || at + length > bytes.length) throw new SyntaxError("Cannot read a message: it is cut short");
    return bytes.subarray(at, at += length);
  };
  const whole = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new SyntaxError("Cannot read a message: a number in it is too long");
  };
  while (at < bytes.length) {
    const tag = Number(whole());
    const number = tag >>> 3;
    const none = new Uint8Array();
    switch (tag & 7) {
      case VARINT:
        yield { number, whole: Number(BigInt.asIntN(64, whole())), bytes: none };
        break;
      case FIXED64:
        yield { number, whole: 0, bytes: take(8) };
        break;
      case BYTES:
        yield { number, whole: 0, bytes: take(Number(whole())) };
        break;
      case FIXED32:
        yield { number, whole: 0, bytes: take(4) };
        break;
      default:
        throw new SyntaxError(`Cannot read a message: field ${number} is of a kind that nobody knows`);
    }
  }
}

/** Text of a field. */
export function textOf({ bytes }: Field): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

/** A 32- or 64-bit float of a field. */
export function floatOf({ bytes }: Field): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
}
