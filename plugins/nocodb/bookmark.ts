/**
 * Bookmarks: up to when everything is known, and how far a reading has come that was to know more.
 *
 * @module
 */
import { isObject } from "../../core/raw.ts";
import type { Bookmark } from "../../core/source.ts";

/** A moment of both tables: rows with greater keys, or times from here on, may not have been read. */
export interface Mark {
  /** The server's clock, epoch ms. */
  time: number;
  /** Greatest key of the conversations. */
  conversation: number;
  /** Greatest key of the messages; 0 where they lie in the conversations' rows. */
  message: number;
}

/** How far a reading has come. */
export interface Progress {
  /** The mark that holds once it has ended. */
  started: Mark;
  /** `rows`: conversations by key. `touched`: conversations of changed messages, by their id. */
  stage: "rows" | "touched";
  /** Key of the last row, or id of the last conversation, that was handed over. */
  after: number | string;
}

/** A bookmark, understood. */
export interface Position {
  /** Absent: nothing is known. */
  since?: Mark;
  /** Absent: a reading begins. */
  walk?: Progress;
}

/** The bookmark of a position; `selection` says what was chosen of the tables. */
export function toBookmark(selection: string, { since, walk }: Position): Bookmark {
  return {
    format: 1,
    selection,
    ...since ? { since: { ...since } } : {},
    ...walk ? { walk: structuredClone(walk) } : {},
  };
}

/** The position of a bookmark; undefined where it is of another selection, or none of ours: all is then read again. */
export function fromBookmark(selection: string, bookmark: Bookmark): Position | undefined {
  if (bookmark.format !== 1 || bookmark.selection !== selection) return undefined;
  const position: Position = {};
  if (bookmark.since !== undefined) {
    const since = toMark(bookmark.since);
    if (!since) return undefined;
    position.since = since;
  }
  if (bookmark.walk !== undefined) {
    const walk = toProgress(bookmark.walk);
    if (!walk) return undefined;
    position.walk = walk;
  }
  return position;
}

function toMark(value: unknown): Mark | undefined {
  if (!isObject(value)) return undefined;
  const { time, conversation, message } = value;
  return isKey(time) && isKey(conversation) && isKey(message) ? { time, conversation, message } : undefined;
}

function toProgress(value: unknown): Progress | undefined {
  if (!isObject(value)) return undefined;
  const started = toMark(value.started);
  const { stage, after } = value;
  if (!started) return undefined;
  if (stage === "rows" && isKey(after)) return { started, stage, after };
  return stage === "touched" && typeof after === "string" ? { started, stage, after } : undefined;
}

function isKey(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
