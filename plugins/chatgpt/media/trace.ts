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
import { eachId, UUIDS } from "./tokens.ts";

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

/** Bytes as characters of one byte each: ids are ASCII, and this costs next to nothing. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
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
