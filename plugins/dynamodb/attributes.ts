/**
 * Attribute values as DynamoDB's JSON writes them: their vectors, their checksum.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { digest } from "../../core/fingerprint.ts";

/** A value of an attribute: text, a number as text, bytes in base64, a list. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly L: readonly AttributeValue[] };

/** An item, or what was asked of it. */
export type Item = { [name: string]: AttributeValue };

/** Text of an attribute; undefined where there is none. */
export function textIn(item: Item, name: string): string | undefined {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value && "S" in value ? value.S : undefined;
}

/** Number of an attribute; undefined where there is none. */
export function numberIn(item: Item, name: string): number | undefined {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value && "N" in value ? Number(value.N) : undefined;
}

/** A vector as an attribute: 32-bit floats, little-endian, or a list of numbers. */
export function vectorValue(vector: Float32Array, form: "binary" | "list"): AttributeValue {
  if (form === "binary") return { B: Buffer.from(littleEndian(vector)).toString("base64") };
  return { L: Array.from(vector, (number) => ({ N: digits(number) })) };
}

/** The vector in an attribute, whichever form it has; undefined where there is none. */
export function vectorOf(value: AttributeValue | undefined): Float32Array | undefined {
  if (value && "L" in value) return Float32Array.from(value.L, (one) => "N" in one ? Number(one.N) : NaN);
  if (!value || !("B" in value)) return undefined;
  const bytes = Buffer.from(value.B, "base64");
  if (bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function littleEndian(vector: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * vector.length);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of vector.entries()) view.setFloat32(4 * i, number, true);
  return bytes;
}

/** Nine digits give every 32-bit float back; DynamoDB takes none below 1e-130, and no float is but 0. */
function digits(number: number): string {
  return String(Number(number.toPrecision(9)));
}

/** Attributes that are changed behind the checksum's back, or are it. */
const OUTSIDE = new Set(["Checksum", "Version", "ExportedAt"]);

/** Hash over what an item holds, however the server writes its numbers: 16 hexadecimal digits. */
export function checksumOf(item: Item): string {
  const parts: string[] = [];
  for (const name of Object.keys(item).sort()) if (!OUTSIDE.has(name)) parts.push(name, plain(item[name]));
  return digest(JSON.stringify(parts)).slice(0, 16);
}

function plain(value: AttributeValue): string {
  if ("S" in value) return `S${value.S}`;
  if ("N" in value) return `N${Number(value.N)}`;
  if ("B" in value) return `B${value.B}`;
  return `L${value.L.map(plain).join()}`;
}
