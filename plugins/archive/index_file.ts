/**
 * The store's memory of its folder: an index, and announcements of what is about to be written.
 *
 * An announcement is a small file made before a batch's first write. It stays until the index is written again; after
 * a kill announcements tell which bytes in the folder are the store's own.
 *
 * @module
 */
import { type Derived, type Held, isDerivedPath, isOwnFolder, isOwnPath } from "./held.ts";
import { isObject } from "../../core/raw.ts";

/** What a batch is about to do. */
export interface Announcement {
  puts: Held[];
  deletes: { scope: string; key: string }[];
  derived: Derived[];
}

/** The index: which store this is, and what it wrote. */
export interface Index {
  identity: string;
  conversations: Held[];
  derived: Derived[];
}

/** The index's name in the folder. */
export const INDEX_NAME = ".threadloom-archive.json";

/** Folder of media on their way, inside the archive: they are renamed from there. */
export const INCOMING = ".threadloom-archive.incoming";

/** Raised when the form of index or announcements changes. */
const FORMAT = 1;

const ANNOUNCEMENT = /^\.threadloom-archive\.(\d{1,15})\.json$/;

/** Name of an announcement. */
export function announcementName(number: number): string {
  return `.threadloom-archive.${String(number).padStart(6, "0")}.json`;
}

/** The number of an announcement; undefined for any other name. */
export function announcementNumber(name: string): number | undefined {
  const digits = ANNOUNCEMENT.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The index as text, one conversation a line, in the order of scope and key: the same files give the same bytes. */
export function formatIndex({ identity, conversations, derived }: Index): string {
  const sorted = conversations.toSorted((a, b) => compare(a.scope, b.scope) || compare(a.key, b.key));
  const made = derived.toSorted((a, b) => compare(a.path, b.path));
  return `{"format":${FORMAT},"identity":${JSON.stringify(identity)},"conversations":[${lines(sorted)}],"derived":[${
    lines(made)
  }]}\n`;
}

/** An announcement as text. */
export function formatAnnouncement({ puts, deletes, derived }: Announcement): string {
  return `{"format":${FORMAT},"puts":[${lines(puts)}],"deletes":[${lines(deletes)}],"derived":[${lines(derived)}]}\n`;
}

/**
 * @throws {SyntaxError} when the text is no index
 * @throws {Error} when a newer version of the program wrote it
 */
export function parseIndex(text: string, path: string): Index {
  const { identity, conversations, derived } = parseObject(text, path);
  if (typeof identity !== "string" || identity === "") throw broken(path);
  return {
    identity,
    conversations: listOf(conversations, isHeld, path),
    derived: listOf(derived, isDerived, path),
  };
}

/**
 * @throws {SyntaxError} when the text is no announcement
 * @throws {Error} when a newer version of the program wrote it
 */
export function parseAnnouncement(text: string, path: string): Announcement {
  const { puts, deletes, derived } = parseObject(text, path);
  return {
    puts: listOf(puts, isHeld, path),
    deletes: listOf(deletes, isEntry, path),
    derived: listOf(derived, isDerived, path),
  };
}

function lines(rows: readonly unknown[]): string {
  return rows.length === 0 ? "" : `\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n`;
}

function parseObject(text: string, path: string): { readonly [name: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(path, error);
  }
  if (!isObject(value) || !("format" in value)) throw broken(path);
  if (value.format === FORMAT) return value;
  throw new Error(
    `Cannot read "${path}": its format is ${value.format}, expected ${FORMAT}: ` +
      "a newer version of threadloom wrote this folder, use that one",
  );
}

function listOf<T>(rows: unknown, is: (row: unknown) => row is T, path: string): T[] {
  if (!Array.isArray(rows) || !rows.every(is)) throw broken(path);
  return rows;
}

function isHeld(row: unknown): row is Held {
  if (!isEntry(row)) return false;
  const { folder, fingerprint, files, media, facts } = row as Partial<Held>;
  return isOwnFolder(folder) && typeof fingerprint === "string" && isObject(facts) &&
    typeof facts.id === "string" && typeof facts.title === "string" && typeof facts.messages === "number" &&
    (facts.starts === undefined || (Array.isArray(facts.starts) && facts.starts.every(Number.isSafeInteger))) &&
    Array.isArray(files) && files.every((file) => isObject(file) && isOwnPath(file.path) && isHash(file.sha256)) &&
    Array.isArray(media) && media.every((one) => isObject(one) && isOwnPath(one.file) && isHash(one.sha256));
}

function isEntry(row: unknown): row is { scope: string; key: string } {
  return isObject(row) && typeof row.scope === "string" && typeof row.key === "string";
}

function isDerived(row: unknown): row is Derived {
  return isObject(row) && isDerivedPath(row.path) && isHash(row.sha256);
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function broken(path: string, cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read "${path}": it is not what threadloom wrote there; ` +
      "restore it, or remove it, and folders whose files still have the same bytes will be taken over",
    { cause },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
