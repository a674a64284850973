/**
 * Writes an invented export of the privacy portal with the shape of a large real one: conversations and media in many
 * inner archives, most of them several times, in an outer archive beyond 4 GiB whose offsets have wrapped. The bytes of
 * media are few, and the rest of the 4 GiB are holes: on most disks the file takes a few MB.
 *
 * ```sh
 * deno run -A bench/generate_media.ts --out /tmp/portal.zip
 * deno run -A bench/generate_media.ts --out /tmp/small.zip --scale 0.05 --seed 3
 * ```
 *
 * The same options give the same bytes.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { portalAccount, type PortalMedia, type Truth } from "./generate/portal_media.ts";
import { type SparseMember, writeSparse, zipBytes, zipPieces } from "./generate/sparse_zip.ts";

/** What to write. */
export interface GenerateMediaOptions {
  path: string;
  /** 1: 3,646 conversations, 1,722 of them different; 10,488 media files, 4,433 of them different. @default 1 */
  scale?: number;
  /** @default 1 */
  seed?: number;
  /** False leaves out what makes it larger than 4 GiB. @default true */
  large?: boolean;
}

/** What was written. */
export interface GeneratedMedia {
  truth: Truth;
  conversations: { all: number; unique: number; withFolders: number };
  media: { all: number; unique: number };
  /** Bytes of the archive. */
  bytes: number;
}

/** What the real one had. */
const SHAPE = { conversations: 1_722, copies: 3_646, withFolders: 110, media: 4_433, mediaCopies: 10_488 };
/** Inner archives of each kind. */
const PARTS = { conversations: 6, dalle: 29, files: 6 };
/** Bytes of each of two holes: together more than 4 GiB, each of them less. */
const HALF = 2_300_000_000;

/** Writes the export. */
export async function generateMedia(options: GenerateMediaOptions): Promise<GeneratedMedia> {
  const { path, scale = 1, seed = 1, large = true } = options;
  const of = (count: number) => Math.max(1, Math.round(count * scale));
  const unique = { conversations: of(SHAPE.conversations), media: of(SHAPE.media) };
  const all = { conversations: of(SHAPE.copies), media: of(SHAPE.mediaCopies) };
  const withFolders = of(SHAPE.withFolders);
  const { conversations, media, truth } = portalAccount({ ...unique, withFolders }, seed);
  const shards = deal(conversations, PARTS.conversations, all.conversations);
  const inner = new Map<PortalMedia["part"], PortalMedia[][]>();
  let left = all.media;
  for (const part of ["dalle", "files", "conversations"] as const) {
    const own = media.filter((one) => one.part === part);
    const count = part === "conversations" ? left : Math.round(all.media * own.length / media.length);
    inner.set(part, deal(own, PARTS[part], count));
    left -= count;
  }
  const bytes = await writeSparse(path, zipPieces(outer(shards, inner, large)));
  return {
    truth,
    conversations: { all: all.conversations, unique: unique.conversations, withFolders },
    // The two large recordings are the same zeros.
    media: { all: all.media + (large ? 2 : 0), unique: media.length + (large ? 1 : 0) },
    bytes,
  };
}

/** Deals things to so many hands; from the first on, things are dealt again, to another hand, until `count` are out. */
function deal<T>(things: T[], hands: number, count: number): T[][] {
  const dealt: T[][] = Array.from({ length: hands }, () => []);
  for (let i = 0; i < count; i++) {
    const round = Math.floor(i / things.length);
    dealt[(i % things.length + round) % hands].push(things[i % things.length]);
  }
  return dealt;
}

function* outer(
  shards: unknown[][],
  media: Map<PortalMedia["part"], PortalMedia[][]>,
  large: boolean,
): Generator<SparseMember> {
  const folder = "User Online Activity";
  const user = "user-AbCdEfGhIjKlMnOpQrStUvWx";
  const files = (list: PortalMedia[]) => list.map(({ path, bytes }) => ({ name: path, data: bytes }));
  const encoder = new TextEncoder();
  yield { name: "report.html", data: encoder.encode("<html><body>Your data</body></html>") };
  yield { name: "Financial/Charge History.csv", data: encoder.encode("date,amount\n") };
  for (const [i, list] of media.get("dalle")!.entries()) {
    yield { name: `${folder}/Dall-E__${user}_dallelabs_${i + 1}.zip`, data: zipBytes(files(list)) };
    if (large && i === 3) yield { name: `${folder}/Sora__recording 1.mp4`, data: { zeros: HALF } };
    if (large && i === 12) yield { name: `${folder}/Sora__recording 2.mp4`, data: { zeros: HALF } };
  }
  for (const [i, list] of media.get("files")!.entries()) {
    yield { name: `${folder}/Files__${user}_files_${i + 1}.zip`, data: zipBytes(files(list)) };
  }
  for (const [i, list] of media.get("conversations")!.entries()) {
    const data = encoder.encode(JSON.stringify(shards[i]));
    const members = [{ name: "conversations.json", data }, ...files(list)];
    yield { name: `${folder}/Conversations__${user}_conversations_${i + 1}_export.zip`, data: zipBytes(members) };
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      scale: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      small: { type: "boolean", default: false },
    },
  });
  if (values.out === undefined) throw new TypeError("Cannot generate an export: --out FILE is missing");
  const { truth, ...counts } = await generateMedia({
    path: values.out,
    scale: Number(values.scale),
    seed: Number(values.seed),
    large: !values.small,
  });
  console.log(JSON.stringify({ ...counts, conversationsWithMedia: truth.size }));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  });
}
