/**
 * Reading an answer: as many vectors as texts, in their order, of one width, all of finite numbers.
 *
 * The form is that of OpenAI's API reference (`POST /embeddings`): `{ data: [{ index, embedding }], usage }`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { isObject } from "../../../core/raw.ts";
import { EmbeddingError } from "./errors.ts";

/** What an answer holds. */
export interface Answer {
  vectors: Float32Array[];
  /** Tokens the server has counted; undefined where it does not say. */
  tokens?: number;
}

/**
 * The vectors of an answer to `count` texts.
 *
 * @param width expected numbers of each; undefined: whatever they have, all the same
 * @throws {EmbeddingError} `garbled` when some are missing or no numbers, `final` when they have another width
 */
export function readAnswer(body: string, count: number, width: number | undefined): Answer {
  const answer = parse(body);
  const data = isObject(answer) ? answer.data : undefined;
  if (!Array.isArray(data)) throw garbled("it has no list of vectors");
  if (data.length !== count) throw garbled(`it has ${data.length} vectors for ${count} texts`);
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
  const numbered = data.some((one) => isObject(one) && one.index !== undefined);
  for (const [i, one] of data.entries()) {
    const index = numbered ? isObject(one) ? one.index : undefined : i;
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= count || vectors[index]) {
      throw garbled("it says no place for a vector, or one twice");
    }
    vectors[index] = vectorOf(isObject(one) ? one.embedding : undefined);
  }
  const all = vectors as Float32Array[];
  const expected = width ?? all[0]?.length;
  for (const { length } of all) {
    if (length === expected) continue;
    throw new EmbeddingError(
      `Cannot use the server's answer: a vector has ${length} numbers, ${expected} were expected; ` +
        "give the model's width as dimensions, if it can be asked for, or none",
      "final",
    );
  }
  return { vectors: all, tokens: tokensOf(isObject(answer) ? answer.usage : undefined) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // What the parser says would repeat the body.
    throw garbled(body.trim() === "" ? "it is empty" : "it is no JSON, or was cut short");
  }
}

/** Numbers, or Base64 of little-endian 32-bit floats, which some servers send whatever they are asked for. */
function vectorOf(value: unknown): Float32Array {
  const vector = Array.isArray(value) ? fromNumbers(value) : typeof value === "string" ? fromBase64(value) : undefined;
  if (vector === undefined || vector.length === 0) throw garbled("a vector is no list of numbers");
  for (const number of vector) if (!Number.isFinite(number)) throw garbled("a vector has a number that is none");
  return vector;
}

function fromNumbers(values: readonly unknown[]): Float32Array | undefined {
  const vector = new Float32Array(values.length);
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number") return undefined;
    vector[i] = value;
  }
  return vector;
}

function fromBase64(text: string): Float32Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % 4 !== 0) return undefined;
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

function tokensOf(usage: unknown): number | undefined {
  if (!isObject(usage)) return undefined;
  const said = usage.total_tokens ?? usage.prompt_tokens;
  return typeof said === "number" && Number.isSafeInteger(said) && said >= 0 ? said : undefined;
}

function garbled(what: string): EmbeddingError {
  return new EmbeddingError(`Cannot use the server's answer: ${what}`, "garbled");
}
