/**
 * The store's memory of its folder: an index, and announcements of what is about to be written.
 *
 * An announcement is a small file made before a batch's first write. Once the batch is done it stays until the index
 * is written again, so that a batch costs one small file, not the whole index. After a kill announcements tell which
 * bytes in the folder are the store's own.
 *
 * @module
 */

/** A file of the store. */
export interface Held {
  scope: string;
  key: string;
  /** Name in the folder. */
  name: string;
  /** Hash of the bytes written, 64 hexadecimal digits. */
  sha256: string;
  version?: number;
  exportedAt?: number;
  /** The entry's fingerprint, where it is not that of the bytes: values were derived that the file does not show. */
  asked?: string;
}

/** What a batch is about to do. */
export interface Announcement {
  puts: Held[];
  deletes: { scope: string; key: string }[];
}

/** The index: which store this is, and its files. */
export interface Index {
  identity: string;
  files: Held[];
}

/** The index's name in the folder. */
export const INDEX_NAME = ".threadloom-markdown.json";

/** Raised when the form of index or announcements changes. */
const FORMAT = 1;

const ANNOUNCEMENT = /^\.threadloom-markdown\.(\d{1,15})\.json$/;

/** Name of an announcement. */
export function announcementName(number: number): string {
  return `.threadloom-markdown.${String(number).padStart(6, "0")}.json`;
}

/** The number of an announcement; undefined for any other name. */
export function announcementNumber(name: string): number | undefined {
  const digits = ANNOUNCEMENT.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The fingerprint of an entry whose file has these bytes. */
export function fingerprintOf({ sha256, asked }: Pick<Held, "sha256" | "asked">): string {
  return asked ?? sha256.slice(0, 32);
}

/** The index as text, one file a line, in the order of scope and key: the same files give the same bytes. */
export function formatIndex({ identity, files }: Index): string {
  const sorted = [...files].sort((a, b) => compare(a.scope, b.scope) || compare(a.key, b.key));
  return `{"format":${FORMAT},"identity":${JSON.stringify(identity)},"files":[${rows(sorted)}]}\n`;
}

/** An announcement as text. */
export function formatAnnouncement({ puts, deletes }: Announcement): string {
  const gone = deletes.map(({ scope, key }) => JSON.stringify([scope, key])).join(",");
  return `{"format":${FORMAT},"puts":[${rows(puts)}],"deletes":[${gone}]}\n`;
}

/**
 * @throws {SyntaxError} when the text is no index
 * @throws {Error} when a newer version of the program wrote it
 */
export function parseIndex(text: string, path: string): Index {
  const { identity, files } = parseObject(text, path);
  if (typeof identity !== "string" || identity === "" || !Array.isArray(files)) throw broken(path);
  return { identity, files: files.map((row) => heldOf(row, path)) };
}

/**
 * @throws {SyntaxError} when the text is no announcement
 * @throws {Error} when a newer version of the program wrote it
 */
export function parseAnnouncement(text: string, path: string): Announcement {
  const { puts, deletes } = parseObject(text, path);
  if (!Array.isArray(puts) || !Array.isArray(deletes)) throw broken(path);
  return {
    puts: puts.map((row) => heldOf(row, path)),
    deletes: deletes.map((row) => {
      if (!Array.isArray(row) || !row.every((field) => typeof field === "string")) throw broken(path);
      return { scope: row[0], key: row[1] };
    }),
  };
}

/** True for the names the store gives: one plain segment, so that an index from elsewhere points to nothing outside the folder. */
export function isOwnName(name: unknown): name is string {
  return typeof name === "string" && name.length <= 255 && /^[^./\\:\p{Cc}][^/\\:\p{Cc}]*\.md$/u.test(name);
}

function rows(files: Held[]): string {
  const text = files.map(({ scope, key, name, sha256, version, exportedAt, asked }) =>
    JSON.stringify([
      scope,
      key,
      name,
      sha256,
      version ?? null,
      exportedAt ?? null,
      ...asked === undefined ? [] : [asked],
    ])
  ).join(",\n");
  return text === "" ? "" : `\n${text}\n`;
}

function parseObject(text: string, path: string): { [name: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(path, error);
  }
  if (typeof value !== "object" || value === null || !("format" in value)) throw broken(path);
  if (value.format === FORMAT) return { ...value };
  throw new Error(
    `Cannot read "${path}": its format is ${value.format}, expected ${FORMAT}: ` +
      "a newer version of threadloom wrote this folder, use that one",
  );
}

function heldOf(row: unknown, path: string): Held {
  if (!Array.isArray(row)) throw broken(path);
  const [scope, key, name, sha256, version, exportedAt, asked]: unknown[] = row;
  if (typeof scope !== "string" || typeof key !== "string" || !isOwnName(name)) throw broken(path);
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) throw broken(path);
  const held: Held = { scope, key, name, sha256, version: numberOf(version), exportedAt: numberOf(exportedAt) };
  return typeof asked === "string" ? { ...held, asked } : held;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function broken(path: string, cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read "${path}": it is not what threadloom wrote there; ` +
      "restore it, or remove it, and files whose bytes are still the same will be taken over",
    { cause },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
