/**
 * The asset map inside of `chat.html`: exports that have no list of names as JSON have it there alone, in a script, as
 * `assetsJson = { "file-service://file-…": "<path in the export>" }`, behind all conversations.
 *
 * @module
 */
import type { JsonObject } from "../../../core/conversation.ts";
import { isObject } from "../../../core/raw.ts";
import type { InputFile } from "../input/input_file.ts";

const MARK = new TextEncoder().encode("assetsJson");

/** Bytes of a map at most. */
const MOST_BYTES = 8 * 2 ** 20;

const [OPEN, CLOSE, QUOTE, BACKSLASH] = new TextEncoder().encode('{}"\\');

/** The map, by pointer or id without scheme; undefined where the page holds none. */
export async function pageMap(page: Pick<InputFile, "stream">): Promise<JsonObject | undefined> {
  let matched = 0;
  let capture: Capture | undefined;
  for await (const chunk of page.stream()) {
    for (let at = 0; at < chunk.length; at++) {
      if (capture) {
        const state = capture.take(chunk[at]);
        if (state === "more") continue;
        const map = state === "done" ? capture.map() : undefined;
        if (map) return map;
        capture = undefined;
      }
      if (matched === 0) {
        // Nearly all of the page is something else.
        at = chunk.indexOf(MARK[0], at);
        if (at < 0) break;
      }
      matched = chunk[at] === MARK[matched] ? matched + 1 : Number(chunk[at] === MARK[0]);
      if (matched < MARK.length) continue;
      matched = 0;
      capture = new Capture();
    }
  }
  return undefined;
}

/** What may be an object behind the mark. A text that only speaks of one is no JSON: its quotes are escaped. */
class Capture {
  readonly #bytes: number[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;

  take(byte: number): "more" | "done" | "wrong" {
    if (this.#depth === 0) {
      // White space and an equals sign come before it.
      if (byte === 0x3d || byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) return "more";
      if (byte !== OPEN) return "wrong";
    }
    this.#bytes.push(byte);
    if (this.#bytes.length > MOST_BYTES) return "wrong";
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) this.#inString = true;
    else if (byte === BACKSLASH) return "wrong";
    else if (byte === OPEN) this.#depth++;
    else if (byte === CLOSE && --this.#depth === 0) return "done";
    return "more";
  }

  /** The object, its keys without scheme; undefined where it is none, or holds nothing. */
  map(): JsonObject | undefined {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(new Uint8Array(this.#bytes)));
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
    if (!isObject(value)) return undefined;
    const map: JsonObject = Object.create(null);
    for (const [pointer, path] of Object.entries(value)) map[pointer.replace(/^[a-z-]+:\/\//, "")] = path;
    return Object.keys(map).length === 0 ? undefined : map;
  }
}
