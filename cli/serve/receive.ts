/**
 * The body of a submission: to disk as it comes, checked while it passes.
 *
 * @module
 */
import { join } from "node:path";
import type { Load } from "../modules.ts";
import { JsonCheck, type JsonShape } from "./json_check.ts";
import { Refusal } from "./refusal.ts";

/** Limits of a body. */
export interface BodyLimits {
  maxBytes: number;
  /** Longest wait for the next bytes, milliseconds. */
  idleMs: number;
}

/** Refuses a body by its headers, before a byte of it is read. */
export function checkBodyHeaders(headers: Headers, maxBytes: number): void {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(type)) {
    throw new Refusal(415, "Content-Type must be application/json, in UTF-8");
  }
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    throw new Refusal(415, `Cannot take Content-Encoding "${encoding}": expected the JSON text as it is`);
  }
  const length = Number(headers.get("content-length") ?? 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Writes the body to a file and says what JSON it is. What Telegram Desktop is known to write wrongly counts as JSON.
 *
 * @throws {Refusal} 413 over the limit, 400 when it is no JSON or breaks off, 408 when nothing comes any more
 */
export async function receiveBody(load: Load, request: Request, path: string, limits: BodyLimits): Promise<JsonShape> {
  const { repairBytes } = await load("../plugins/telegram/mod.ts");
  const check = new JsonCheck();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  try {
    for await (const chunk of repairBytes(written(request, file, limits))) {
      checkUtf8(decoder, chunk);
      check.push(chunk);
    }
    checkUtf8(decoder);
    const shape = check.end();
    await file.sync();
    return shape;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, `Malformed JSON: ${error.message}`, {}, error);
    throw error;
  }
}

/** Without a chunk: whether the text ends with a whole character. */
function checkUtf8(decoder: TextDecoder, chunk?: Uint8Array): void {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Refusal(400, "Malformed JSON: it is not UTF-8", {}, cause);
  }
}

/** The bytes of a file from `start` to `end` of its repaired text, into another file. */
export async function cutOut(load: Load, from: string, start: number, end: number, to: string): Promise<void> {
  const { repairBytes } = await load("../plugins/telegram/mod.ts");
  using source = await Deno.open(from, { read: true });
  using file = await Deno.open(to, { write: true, createNew: true, mode: 0o600 });
  let offset = 0;
  for await (const chunk of repairBytes(source.readable)) {
    const piece = chunk.subarray(Math.max(0, start - offset), Math.max(0, Math.min(chunk.length, end - offset)));
    if (piece.length > 0) await writeAll(file, piece);
    offset += chunk.length;
    if (offset >= end) break;
  }
  await file.sync();
}

/** Path of the body in a folder. */
export function bodyPath(folder: string): string {
  return join(folder, "body.json");
}

async function* written(request: Request, file: Deno.FsFile, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  let bytes = 0;
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), limits.idleMs);
      if (done) break;
      bytes += value.length;
      if (bytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
      await writeAll(file, value);
      yield value;
    }
    whole = true;
  } finally {
    // Nobody waits for what a refused client still sends.
    if (!whole) reader.cancel().catch(() => undefined);
  }
}

async function inTime<T>(reading: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal(408, `Nothing came for ${ms / 1000} s`, { connection: "close" })), ms);
  });
  try {
    return await Promise.race([reading.catch(brokenOff), late]);
  } finally {
    clearTimeout(timer);
  }
}

function brokenOff(cause: unknown): never {
  throw new Refusal(400, "The body breaks off", {}, cause);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `The body is larger than ${maxBytes} bytes`, { connection: "close" });
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}
