/**
 * The media of a conversation: each stream is read once, hashed on its way to a file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Asset } from "../../core/conversation.ts";
import { describe } from "../../core/errors.ts";
import { fingerprint } from "../../core/fingerprint.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held, HeldMedia } from "./held.ts";
import { INCOMING } from "./index_file.ts";
import { addedAsset, KEPT, keptAsset } from "./kept.ts";
import { kindOf, sourceOf } from "./media_kind.ts";
import { HEAD_BYTES, mediaName, type MediaType, typeOf } from "./media_type.ts";

/** An asset without bytes, as the manifest names it. */
export interface Missing {
  pointer: string;
  messageId: string | null;
  reason: string;
}

/** A conversation's media. */
export interface Collected {
  /** Its assets, also those that only an earlier export had the bytes of. */
  assets: Asset[];
  media: HeldMedia[];
  missing: Missing[];
}

/** Bytes on their way: hash → where they wait. */
export type Incoming = Map<string, Waiting>;

/** A file that waits. */
export interface Waiting {
  /** Relative to the archive. */
  place: string;
  /** Resolves once its bytes are durable: the disk is not waited for while further ones arrive. */
  durable: Promise<void>;
}

/** Bytes that came from a stream. */
interface Arrived {
  sha256: string;
  bytes: number;
  kind: MediaType;
}

/** Files that become durable at a time, at most. */
const MOST_OPEN = 32;

/** Digits of the hash that begin a file's name. */
const DIGITS = 12;

/**
 * Gives each asset its file. What was written before from the same description is not read again; what an earlier
 * export had and this one does not stays. Bytes that are nowhere in the archive yet wait in `incoming`.
 *
 * @throws {Error} when they cannot be written
 */
export async function collect(
  folder: ArchiveFolder,
  assets: readonly Asset[],
  before: Held | undefined,
  wanted: boolean,
  incoming: Incoming,
): Promise<Collected> {
  const collected: Collected = { assets: [], media: [], missing: [] };
  const known = new Map(before?.media.map((one) => [one.asset, one]));
  const names = new Map<string, string>();
  const add = (asset: Asset, arrived: Omit<HeldMedia, keyof ReturnType<typeof described> | "file">, file: string) => {
    names.set(arrived.sha256, file);
    const { look, sha256, bytes, mediaType } = arrived;
    collected.media.push({ ...described(asset), look, file, sha256, bytes, mediaType });
  };
  const keep = (asset: Asset, was: HeldMedia) => {
    names.set(was.sha256, was.file);
    collected.media.push({ ...was });
    collected.assets.push(asset);
    folder.context.count(KEPT);
  };
  const lack = (asset: Asset, reason: string | undefined) => {
    collected.assets.push(asset);
    collected.missing.push(missing(asset, reason));
  };
  for (const asset of assets) {
    const look = fingerprint(asset);
    const was = known.get(asset.id);
    known.delete(asset.id);
    const there = was !== undefined && before !== undefined && await isThere(folder, before.folder, was);
    if (there && !asset.open && was.look !== look) {
      keep(keptAsset(asset, was), was);
      continue;
    }
    if (there && (was.look === look || !wanted)) {
      collected.assets.push(asset);
      add(asset, { ...was, look }, names.get(was.sha256) ?? was.file);
      continue;
    }
    if (!asset.open || !wanted) {
      lack(asset, asset.open ? "left out: this archive keeps no media" : undefined);
      continue;
    }
    const arrived = await arrive(folder, asset.open, incoming);
    if ("damaged" in arrived) {
      folder.context.count("damaged media");
      if (there) keep(keptAsset(asset, was), was);
      else lack(asset, `its bytes cannot be read: ${arrived.damaged}`);
      continue;
    }
    const { sha256, bytes, kind } = arrived;
    const file = names.get(sha256) ?? freeName(arrived, asset, names);
    collected.assets.push(asset);
    add(asset, { look, sha256, bytes, mediaType: typeToShow(kind, asset) }, file);
  }
  for (const was of known.values()) {
    if (!was.added || names.has(was.sha256) || !before || !await isThere(folder, before.folder, was)) continue;
    keep(addedAsset(was), was);
  }
  return collected;
}

/** What a row says of its asset. */
function described(asset: Asset) {
  const { id, pointer, messageId, match } = asset;
  return {
    asset: id,
    pointer,
    messageId: messageId ?? null,
    strategy: match?.strategy ?? "source",
    confidence: match?.confidence ?? "exact",
    source: sourceOf(asset),
    kind: kindOf(asset),
    ...match?.added && { added: match.added },
  };
}

function missing({ pointer, messageId, missing }: Asset, reason: string | undefined): Missing {
  return { pointer, messageId: messageId ?? null, reason: reason ?? missing ?? "its bytes were not looked for" };
}

async function isThere(folder: ArchiveFolder, name: string, { file, sha256 }: HeldMedia): Promise<boolean> {
  const found = await folder.look(`${name}/${file}`, false);
  return found.kind === "file" && found.sha256 === sha256;
}

/** Two files of one name and the same first digits are told apart by all of them. */
function freeName({ sha256, kind }: Arrived, asset: Asset, names: Map<string, string>): string {
  const name = asset.name || asset.id;
  const short = `media/${mediaName(sha256.slice(0, DIGITS), name, kind)}`;
  return [...names.values()].includes(short) ? `media/${mediaName(sha256, name, kind)}` : short;
}

/** Content decides; where it only says that it is text or bytes, the source may know more, but for what browsers show. */
function typeToShow({ type, extension }: MediaType, { mediaType }: Asset): string {
  if (extension !== undefined && extension !== "zip") return type;
  const told = mediaType?.toLowerCase() ?? "";
  return /^(?:application|text)\/[a-z0-9.+-]{1,100}$/.test(told) ? told : type;
}

/** Reads a stream to its end, into a file that waits. Bytes that the archive has already are not kept twice. */
async function arrive(
  folder: ArchiveFolder,
  open: NonNullable<Asset["open"]>,
  incoming: Incoming,
): Promise<Arrived | { damaged: string }> {
  const { files, signal, random } = folder.context;
  if (await files.lstat(folder.at(INCOMING)) === undefined) await files.makeFolder(folder.at(INCOMING), true);
  const place = `${INCOMING}/${random.id().replace(/[^\w-]/g, "").slice(0, 40)}-${incoming.size}`;
  const writer = await files.create(folder.at(place));
  const hash = createHash("sha256");
  let head = new Uint8Array(0);
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(open)) {
      signal.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) {
        await writer.abort();
        return chunk;
      }
      if (head.length < HEAD_BYTES) head = joined(head, chunk.subarray(0, HEAD_BYTES - head.length));
      hash.update(chunk);
      bytes += chunk.length;
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.abort();
    throw error;
  }
  const sha256 = hash.digest("hex");
  if (incoming.has(sha256) || !folder.holders(sha256).next().done) await writer.abort();
  else {
    // It waits under a name that nothing remembers: that need not be durable.
    const durable = writer.commit(new Set());
    // Told to whom waits for it.
    durable.catch(() => undefined);
    incoming.set(sha256, { place, durable });
    await fewOf(incoming);
  }
  return { sha256, bytes, kind: typeOf(head) };
}

/** Waits while many files are on their way to the disk: each is open. */
async function fewOf(incoming: Incoming): Promise<void> {
  if (incoming.size % MOST_OPEN === 0) await Promise.allSettled(incoming.values().map(({ durable }) => durable));
}

/** The chunks of a stream; where the stream breaks, why. What fails on the way to the disk is another matter. */
async function* chunksOf(open: NonNullable<Asset["open"]>): AsyncGenerator<Uint8Array | { damaged: string }> {
  try {
    for await (const chunk of await open()) yield chunk;
  } catch (error) {
    yield { damaged: describe(error) };
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
