/**
 * `conversation.json`, piece by piece: a string of all of it would take several times its bytes.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";

/** Characters that become bytes at once. */
const AT_ONCE = 64 * 1024;

const encoder = new TextEncoder();

/** What `JSON.stringify(content, null, 1)` gives, with a line feed behind it, in UTF-8. */
export function jsonPieces(content: Omit<Conversation, "origin">): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let text = "{";
  let first = true;
  const add = (more: string): void => {
    text += more;
    if (text.length < AT_ONCE) return;
    pieces.push(encoder.encode(text));
    text = "";
  };
  for (const [name, value] of Object.entries(content)) {
    const key = `${first ? "" : ","}\n ${JSON.stringify(name)}: `;
    if (Array.isArray(value) && value.length > 0) {
      add(`${key}[`);
      for (const [i, one] of value.entries()) add(`${i === 0 ? "" : ","}\n  ${indented(one, "\n  ") ?? "null"}`);
      add("\n ]");
    } else {
      const json = indented(value, "\n ");
      if (json === undefined) continue;
      add(key + json);
    }
    first = false;
  }
  add(first ? "}\n" : "\n}\n");
  pieces.push(encoder.encode(text));
  return pieces;
}

/** A value inside of others: no string of JSON holds a line feed, so each of its own begins a line. */
function indented(value: unknown, line: string): string | undefined {
  const json: string | undefined = JSON.stringify(value, null, 1);
  return json?.replaceAll("\n", line);
}

/** Bytes in all. */
export function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
