/**
 * Names of files and folders: pure functions of content, safe on Windows, macOS and Linux.
 *
 * @module
 */
import { digest } from "./fingerprint.ts";

/** What a file name is made of. */
export interface NameParts {
  /** Epoch milliseconds UTC; the name says `undated` without it, or where it lies outside the years 0 to 9999. */
  createdAt?: number;
  title?: string;
  /** What makes the name unique: two ids give two names whatever the rest is. */
  id: string;
  /** Letters and digits, without the dot. */
  extension?: string;
}

/** Longest title in a name, in graphemes and in UTF-8 bytes: with date, id and extension well below 255 bytes. */
const TITLE_GRAPHEMES = 60;
const TITLE_BYTES = 180;

/** No title needs more to fill its part; keeps a title of megabytes cheap. */
const CONSIDERED = 4_000;

/** Year 0 to 9999: what ISO 8601 writes with four digits. */
const FIRST_DAY = -62_167_219_200_000;
const LAST_DAY = 253_402_300_799_999;

/** Unseen: controls, bidi and zero-width controls, tag characters, fillers, private use, lone surrogates. Variation selectors stay. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{DI}]--[\uFE00-\uFE0F]]+/gv;

/** What Windows refuses in names, what Obsidian refuses in links, and every kind of space. */
const REPLACED = /[<>:"\/\\\|?*#\^\[\]\s\p{Z}]+/gv;

/** Line ends and tabs separate words, unlike the other controls. */
const BREAKS = /[\t\n\v\f\r\u0085]+/g;

/** Device names of Windows, which it finds with any extension, in any case, and with superscript digits. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const encoder = new TextEncoder();

/**
 * The name of a conversation's file or folder: `2024-05-01_Title of the chat_0a1b2c3d4e.md`. The day is UTC. A pure
 * function of its parts; at most 255 bytes with any extension up to 40 letters.
 *
 * @throws {TypeError} when the extension is not letters and digits
 */
export function fileName({ createdAt, title, id, extension }: NameParts): string {
  if (extension !== undefined && !/^[A-Za-z0-9]{1,40}$/.test(extension)) {
    throw new TypeError(
      `Cannot name a file with the extension "${extension}": expected up to 40 letters and digits, without a dot`,
    );
  }
  const words = cut(clean(title ?? ""), TITLE_GRAPHEMES, TITLE_BYTES) || "untitled";
  return `${day(createdAt)}_${words}_${shortId(id)}${extension === undefined ? "" : `.${extension}`}`;
}

/** Ten hexadecimal digits of an id's hash: ids can be long, hostile, or alike in their first letters. */
export function shortId(id: string): string {
  return digest(id.toWellFormed()).slice(0, 10);
}

/**
 * Any text as one path segment: never empty, no device name, no separator, no control, NFC, no dot or space at its
 * ends, at most `maxBytes` of UTF-8 (default 180, at least 16). Different texts may give one name.
 */
export function safeName(text: string, { maxBytes = TITLE_BYTES, fallback = "untitled" } = {}): string {
  const bytes = Math.max(16, maxBytes);
  const segment = cut(clean(text).replace(/^[. ]+/, ""), CONSIDERED, bytes - 1) || fallback;
  return segment.replace(RESERVED, "$&_");
}

/** The UTC day, `undated` where there is none. */
function day(at: number | undefined): string {
  if (at === undefined || !(at >= FIRST_DAY && at <= LAST_DAY)) return "undated";
  return new Date(at).toISOString().slice(0, 10);
}

function clean(text: string): string {
  return text.slice(0, CONSIDERED).toWellFormed().replace(BREAKS, " ").replace(UNSEEN, "").normalize("NFC")
    .replace(REPLACED, " ").trim();
}

/** The first graphemes that fit; a first grapheme that does not fit by itself is cut between code points. */
function cut(text: string, maxGraphemes: number, maxBytes: number): string {
  let kept = "";
  let bytes = 0;
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    bytes += encoder.encode(segment).length;
    if (bytes > maxBytes || ++count > maxGraphemes) break;
    kept += segment;
  }
  return (kept || cutCodePoints(text, maxBytes)).replace(/[. ]+$/, "");
}

function cutCodePoints(text: string, maxBytes: number): string {
  let kept = "";
  let bytes = 0;
  for (const point of text) {
    bytes += encoder.encode(point).length;
    if (bytes > maxBytes) break;
    kept += point;
  }
  return kept;
}
