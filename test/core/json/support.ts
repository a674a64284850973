/**
 * Splits text for tests and writes down what came out.
 *
 * @module
 */
import { PlainScanner } from "../../../core/json/plain_scanner.ts";
import { splitElements } from "../../../core/json/split.ts";
import type { SplitOptions } from "../../../core/json/split.ts";

const decoder = new TextDecoder();

/** What came out, as plain values that can be compared. */
export interface Split {
  /** Texts of the whole elements. */
  texts: string[];
  /** Everything, in order: `0 [1,8) {"a":1}`, `1 lost [9,16) why`, `- lost [8,8) why`. */
  lines: string[];
  /** For each whole element the wanted fields' scalars. */
  scalars: unknown[][];
}

/** Bytes of a text; bytes stay what they are. */
export function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}

/** The input in chunks of `size` bytes; all chunks share one buffer, as chunks may. */
export function* chunksOf(input: string | Uint8Array, size: number): Generator<Uint8Array> {
  const bytes = bytesOf(input);
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.fill(0x7d);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

/** Splits chunks, or an input in one chunk. */
export async function split(
  input: string | Uint8Array | Iterable<Uint8Array>,
  options: SplitOptions = {},
): Promise<Split> {
  const chunks = typeof input === "string" || input instanceof Uint8Array ? [bytesOf(input)] : input;
  const result: Split = { texts: [], lines: [], scalars: [] };
  for await (const batch of splitElements(chunks, options)) {
    for (const item of batch) {
      if (item.damage) {
        const range = `[${item.start},${item.end ?? ""})${item.truncated ? " truncated" : ""}`;
        result.lines.push(`${item.index ?? "-"} lost ${range} ${item.why}`);
        continue;
      }
      const text = decoder.decode(item.bytes);
      result.texts.push(text);
      result.lines.push(`${item.index} [${item.start},${item.end}) ${text}`);
      result.scalars.push((options.fields ?? []).map((name) => item.scalar(name)));
    }
  }
  return result;
}

/** The lines, which must be the same for both scanners and chunks of several sizes. */
export async function splitAnyhow(input: string | Uint8Array, options: SplitOptions = {}): Promise<Split> {
  const whole = await split(input, options);
  for (const size of [1, 2, 3, 7, 61, 64, 65, 1000]) {
    for (const scanner of [undefined, new PlainScanner()]) {
      const other = await split(chunksOf(input, size), { ...options, scanner });
      const name = scanner ? "the plain scanner" : "the WebAssembly scanner";
      if (JSON.stringify(other) !== JSON.stringify(whole)) {
        throw new Error(
          `chunks of ${size} bytes and ${name} give\n${other.lines.join("\n")}\ninstead of\n${whole.lines.join("\n")}`,
        );
      }
    }
  }
  return whole;
}
