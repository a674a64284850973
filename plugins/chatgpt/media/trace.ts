/**
 * Which media files a conversation may have something to do with, from its raw bytes: known before it is parsed, so that
 * it is read again when they change, and only then.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { digest } from "../../../core/fingerprint.ts";
import { linkName, sandboxLinks } from "../conversation/pointer.ts";
import { distinct, type MediaIndex, nameKey } from "./media_index.ts";
import type { MediaFile } from "./media_file.ts";

const marks = new WeakMap<MediaFile[], string>();

/** A hash of all files that matching may find for these bytes; undefined where there are none. */
export function mediaTrace(bytes: Uint8Array, id: string, index: MediaIndex): string | undefined {
  const found = new Set<string>();
  const add = (files: MediaFile[] | undefined) => {
    if (files !== undefined) found.add(markOf(files));
  };
  add(index.byConversation.get(id));
  const text = latin1(bytes);
  let any = false;
  eachId(text, (token) => {
    any = true;
    add(index.byId.get(token) ?? index.byUuid.get(token));
  });
  if (index.byUuid.size > 0) {
    for (const [uuid] of text.matchAll(UUIDS)) add(index.byUuid.get(uuid));
  }
  if (any && index.sized.size > 0) {
    for (const [, size] of text.matchAll(/"size(?:_bytes)?"\s{0,8}:\s{0,8}(\d{1,15})/g)) {
      add(index.sized.get(Number(size)));
    }
  }
  if (any && index.byGeneration.size > 0) {
    for (const [, generation] of text.matchAll(/"gen_id"\s{0,8}:\s{0,8}"([^"]{1,128})"/g)) {
      add(index.byGeneration.get(generation));
    }
  }
  if (index.byLooseName.size > 0) {
    for (const name of sandboxNames(bytes, text)) add(index.byLooseName.get(nameKey(name)));
  }
  return found.size === 0 ? undefined : digest([...found].sort().join()).slice(0, 16);
}

/** Ids in these bytes that the index knows, each once, in the order of the bytes. */
export function mentionedIds(bytes: Uint8Array, index: MediaIndex): string[] {
  const found = new Set<string>();
  const text = latin1(bytes);
  eachId(text, (token) => index.byId.has(token) && found.add(token));
  if (index.byUuid.size > 0) {
    for (const [uuid] of text.matchAll(UUIDS)) if (index.byUuid.has(uuid)) found.add(uuid);
  }
  return [...found];
}

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Bytes as characters of one byte each: ids are ASCII, and this costs next to nothing. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

const ID = /file[-_][A-Za-z0-9]{16,64}/y;
const SERVICE = /file-service:(?:\\?\/){2}([0-9A-Za-z-]{8,64})/y;

/** Calls `use` for everything that looks like an id: `file-…`, `file_…`, also within `libfile_…`, and what a pointer holds. */
function eachId(text: string, use: (token: string) => void): void {
  for (let at = text.indexOf("file"); at >= 0; at = text.indexOf("file", at + 4)) {
    const next = text.charCodeAt(at + 4);
    if (next !== 0x2d && next !== 0x5f) continue;
    SERVICE.lastIndex = ID.lastIndex = at;
    const service = SERVICE.exec(text)?.[1];
    if (service !== undefined && !service.startsWith("file-")) use(service);
    else if (service === undefined) {
      const token = ID.exec(text)?.[0];
      if (token === undefined) continue;
      use(token);
      if (text.startsWith("lib", at - 3)) use("lib" + token);
    }
  }
}

const MAX_LINK = 1024;

/** Names of files that links into the code sandbox end in. */
function* sandboxNames(bytes: Uint8Array, text: string): Generator<string> {
  for (let at = text.indexOf("x:/"); at >= 0; at = text.indexOf("x:/", at + 3)) {
    if (!text.startsWith("sandbo", at - 6)) continue;
    const before = text[at - 7] === "(" ? 7 : 6;
    const window = new TextDecoder().decode(bytes.subarray(at - before, at + MAX_LINK));
    const plain = window.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      .split("\\")[0];
    for (const link of sandboxLinks(plain).slice(0, 1)) {
      const name = linkName(link);
      if (name !== undefined) yield name;
    }
  }
}

function markOf(files: MediaFile[]): string {
  let mark = marks.get(files);
  if (mark === undefined) {
    mark = distinct(files).map((file) => file.fingerprint).join();
    marks.set(files, mark = mark.length > 64 ? digest(mark) : mark);
  }
  return mark;
}
