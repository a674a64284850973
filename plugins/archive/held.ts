/**
 * What the store remembers of its folder, row by row.
 *
 * @module
 */

import { isFurtherPage } from "./part_names.ts";

/** A file the store wrote. */
export interface HeldFile {
  /** Path relative to the conversation's folder, with `/`. */
  path: string;
  /** 64 hexadecimal digits. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/** How sure a match is. */
export type Confidence = "exact" | "probable" | "guess";

/** What the bytes are to the conversation, as `media_index.json` counts them. */
export type MediaKind = "dalle_image" | "uploaded_file" | "audio" | "video" | "code_output";

/** An asset whose bytes are in the folder. */
export interface HeldMedia {
  /** The asset's id. */
  asset: string;
  /** Fingerprint of the asset as its source described it: the same description, the same bytes. */
  look: string;
  pointer: string;
  messageId: string | null;
  strategy: string;
  confidence: Confidence;
  /** Path relative to the conversation's folder. */
  file: string;
  sha256: string;
  bytes: number;
  mediaType: string;
  /** Where the bytes were found, in the words of the source. */
  source: string | null;
  kind: MediaKind;
  /** No message names it: what has no file for it has no asset. */
  added?: true;
}

/** What the index page says of a conversation. */
export interface HeldFacts {
  id: string;
  title: string;
  /** On the canonical thread. */
  messages: number;
  /** Epoch milliseconds. */
  createdAt?: number;
  updatedAt?: number;
  /** The number of the first message of each page; absent where there is one page. */
  starts?: number[];
}

/** A conversation of the store. */
export interface Held {
  scope: string;
  key: string;
  /** Name of its folder. */
  folder: string;
  /** Fingerprint of the entry that was written; that of no entry where only a part was. */
  fingerprint: string;
  files: HeldFile[];
  media: HeldMedia[];
  facts: HeldFacts;
  version?: number;
  exportedAt?: number;
}

/** A file made of all the store holds. */
export interface Derived {
  /** Path relative to the archive. */
  path: string;
  sha256: string;
  /** What it was made from, where it is made anew only when that changes. */
  inputs?: string;
}

/** Stands in the place of the fingerprint of a conversation that was written in part. */
export const UNFINISHED = "unfinished";

/** The files of each conversation that are no media; a long one has further pages. */
export const TEXT_FILES = ["conversation.json", "media_manifest.json", "conversation.html", "conversation.md"] as const;

/** True for names the store gives to folders: one plain segment, so that an index from elsewhere leads nowhere else. */
export function isOwnFolder(name: unknown): name is string {
  return typeof name === "string" && name.length <= 255 && /^[^./\\:\p{Cc}][^/\\:\p{Cc}]*$/u.test(name);
}

/** True for paths the store gives to files of a conversation. */
export function isOwnPath(path: unknown): path is string {
  if (typeof path !== "string") return false;
  return (TEXT_FILES as readonly string[]).includes(path) || isFurtherPage(path) ||
    /^media\/[0-9a-f]{12,64}_[^/\\:\p{Cc}]{1,255}$/u.test(path);
}

/** True for paths of files made of all the store holds. */
export function isDerivedPath(path: unknown): path is string {
  return typeof path === "string" && /^(?:(?:assets|search)\/)?[a-z0-9][a-z0-9._-]{0,80}$/.test(path);
}
