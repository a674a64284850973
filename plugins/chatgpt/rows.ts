/**
 * What the scan notes of a conversation.
 *
 * @module
 */
import { hash } from "node:crypto";
import type { Element } from "../../core/json/split.ts";
import type { MediaIndex } from "./media/media_index.ts";
import { mediaTrace } from "./media/trace.ts";
import { readTime } from "./conversation/times.ts";

/** One conversation as it lies in a file. */
export interface TableRow {
  key: string;
  /** Update time, epoch ms. */
  version?: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  fingerprint: string;
  /** Changes with the media files that it may refer to; absent where there are none. */
  media?: string;
  /** First byte and the byte after the last, in the inflated file, in UTF-8. */
  start: number;
  end: number;
  /** Running number in its file. */
  index: number;
  /** True without a `mapping`: a folder or project item. */
  empty: boolean;
}

/** Depth-1 fields that a row is made of. */
export const ROW_FIELDS: readonly string[] = ["conversation_id", "id", "update_time", "mapping"];

/**
 * The row of an element, and where an index is given, of the media it may refer to; throws a `SyntaxError` for one that
 * is no conversation and no folder item.
 */
export function rowOf(element: Element, index?: MediaIndex): TableRow {
  const { start, end, index: number } = element;
  if (element.bytes[0] !== 0x7b) {
    throw new SyntaxError("Cannot read this item: it is no object, a conversation was expected");
  }
  const fingerprint = hash("sha256", element.bytes, "hex");
  const id = idOf(element);
  const empty = element.field("mapping") === undefined || element.scalar("mapping") === null;
  if (id === undefined && !empty) {
    throw new SyntaxError(`Cannot read this conversation: ${whyNoId(element)}`);
  }
  // What has no messages and no id is a folder or project item: it needs a name to be counted by.
  const key = id ?? `item:${fingerprint}`;
  const row: TableRow = {
    key,
    version: readTime(element.scalar("update_time")).at,
    fingerprint,
    start,
    end,
    index: number,
    empty,
  };
  const media = index === undefined || index.files.length === 0 ? undefined : mediaTrace(element.bytes, key, index);
  if (media !== undefined) row.media = media;
  return row;
}

/** Where it stands is the dead letter's to say. */
function whyNoId(element: Element): string {
  for (const name of ["conversation_id", "id"]) {
    const value = element.scalar(name);
    if (value !== undefined && value !== null && value !== "") {
      return `its "${name}" is ${JSON.stringify(value)}, a text was expected`;
    }
  }
  return 'it has neither "conversation_id" nor "id"';
}

function idOf(element: Element): string | undefined {
  for (const name of ["conversation_id", "id"]) {
    const id = element.scalar(name);
    if (typeof id === "string" && id !== "") return id.toWellFormed();
  }
  return undefined;
}
