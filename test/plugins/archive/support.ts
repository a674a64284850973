/**
 * Conversations with media for the tests of the archive, runs of it, and a look into its files.
 *
 * @module
 */
import type { Asset, Conversation, Message, Part } from "../../../core/conversation.ts";
import { archiveStore, type ArchiveStoreOptions } from "../../../plugins/archive/mod.ts";
import { type FollowOptions, followStore, type Run } from "../../support/follow.ts";

/** A PNG of one pixel with some bytes behind it, so that there are many different ones. */
export function png(words = ""): Uint8Array<ArrayBuffer> {
  const start = Uint8Array.fromBase64(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  );
  return new Uint8Array([...start, ...new TextEncoder().encode(words)]);
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** An asset whose bytes can be opened, a few at a time; `reads` counts how often. */
export function asset(id: string, data: Uint8Array, more: Partial<Asset> = {}, reads = { count: 0 }): Asset {
  return {
    id,
    pointer: `file-service://${id}`,
    kind: "image",
    size: data.length,
    match: { strategy: "asset map", confidence: "exact", evidence: `${id}.dat` },
    open: () => {
      reads.count++;
      return Promise.resolve(ReadableStream.from(piecesOf(data)));
    },
    ...more,
  };
}

function* piecesOf(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += 40) yield data.subarray(at, at + 40);
}

let ids = 0;

export function message(role: Message["role"], parts: (Part | string)[], more: Partial<Message> = {}): Message {
  return {
    id: `m${++ids}`,
    role,
    parts: parts.map((part) => typeof part === "string" ? { type: "text", text: part } : part),
    metadata: {},
    ...more,
  };
}

export function conversation(messages: Message[], more: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    source: "chatgpt",
    title: "T",
    createdAt: Date.UTC(2026, 4, 3),
    participants: [],
    messages,
    branches: [],
    assets: [],
    metadata: {},
    ...more,
  };
}

/** A conversation of one message, with an image where its bytes are given. */
export function chat(id: string, title: string, text: string, updatedAt = 1, image?: Uint8Array): Conversation {
  const parts: (Part | string)[] = image ? [text, { type: "image", assetId: `file-${id}` }] : [text];
  const assets = image ? [asset(`file-${id}`, image, { name: `${id}.png`, messageId: "m" })] : [];
  return conversation([message("user", parts, { id: "m" })], { id, title, updatedAt, assets });
}

/** One run of an archive. */
export function follow(options: ArchiveStoreOptions, records: Conversation[], how?: FollowOptions): Promise<Run> {
  return followStore(archiveStore(options), records, how);
}

/** Paths and contents of all files below a folder, unfinished files left out. */
export function contents(folder: string, below = ""): Record<string, string> {
  const found: [string, string][] = [];
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${below}`)) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) found.push(...Object.entries(contents(folder, path)));
    else if (!name.includes(".tmp-")) {
      found.push([path, new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${path}`))]);
    }
  }
  return Object.fromEntries(found.sort(([a], [b]) => a < b ? -1 : 1));
}

/** The folder of the conversation of a title. */
export function folderOf(path: string, title: string): string {
  const names = [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) => name.includes(`_${title}_`));
  if (names.length !== 1) throw new Error(`${names.length} folders of "${title}"`);
  return names[0];
}
