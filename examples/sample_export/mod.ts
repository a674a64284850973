/**
 * An invented ChatGPT export, as the account's owner would download it in 2026: conversations in numbered pieces,
 * files under `.dat` names with lists of their real ones, side files, a manifest. Every person, page and cat in it is
 * made up. The same call gives the same bytes.
 *
 * ```sh
 * deno run --allow-write examples/sample_export/mod.ts sample.zip
 * deno run --allow-write examples/sample_export/mod.ts later.zip --edition 2
 * ```
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import process from "node:process";
import type { JsonObject } from "../../core/conversation.ts";
import { type Chapter, conversationObject, updateTime } from "./chat.ts";
import { code } from "./chapters/code.ts";
import { kitchen } from "./chapters/kitchen.ts";
import { languages } from "./chapters/languages.ts";
import { media } from "./chapters/media.ts";
import { odds } from "./chapters/odds.ts";
import { travel } from "./chapters/travel.ts";
import { words } from "./chapters/words.ts";
import { weeksLater } from "./edition_two.ts";
import { hex } from "./ids.ts";
import { assetNames, chatPage, library, sideFiles } from "./side_files.ts";
import { zip } from "./zip.ts";

/** Which of the account's two exports: the first, or the one made some weeks later. */
export interface SampleExportOptions {
  /** 2: the one made weeks later. @default 1 */
  edition?: 1 | 2;
}

/** An export, unpacked. */
export interface SampleExport {
  /** The zip's file name; as in real exports it holds the time the export was made (UTC). */
  name: string;
  /** Path inside the zip to content, in the zip's order. */
  files: Map<string, Uint8Array>;
  /** When the export was made. */
  exportedAt: Date;
}

const EDITIONS = {
  1: { exportedAt: new Date("2026-06-14T09:12:44Z"), perShard: 12 },
  2: { exportedAt: new Date("2026-07-09T19:40:06Z"), perShard: 11 },
};

/**
 * The sample export, unpacked. The second edition is of the same account, weeks later: one conversation was edited
 * (an answer regenerated, a message deleted), one renamed, one is new, one was deleted online, and the pieces are cut
 * at other places.
 */
export function sampleExport(options: SampleExportOptions = {}): SampleExport {
  const { edition = 1 } = options;
  const { exportedAt, perShard } = EDITIONS[edition];
  const first: Chapter[] = [travel(), kitchen(), code(), words(), languages(), media(), odds()];
  const chapters = edition === 1 ? first : weeksLater(first);
  const chats = chapters.flatMap((chapter) => chapter.chats).sort((a, b) => updateTime(b) - updateTime(a));
  const assets = chapters.flatMap((chapter) => chapter.assets ?? []);
  const conversations = chats.map(conversationObject);

  const files = new Map<string, Uint8Array>();
  const put = (path: string, content: string | Uint8Array) =>
    files.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const shards: string[] = [];
  for (let at = 0; at < conversations.length; at += perShard) {
    const path = `conversations-${String(shards.length).padStart(3, "0")}.json`;
    shards.push(path);
    put(path, JSON.stringify(conversations.slice(at, at + perShard)));
  }
  put("chat.html", chatPage(conversations));
  for (const [path, content] of sideFiles(chats)) put(path, JSON.stringify(content));
  put("conversation_asset_file_names.json", JSON.stringify(assetNames(assets)));
  put("library_files.json", JSON.stringify(library(assets)));
  for (const asset of assets) put(`${asset.id}.dat`, asset.bytes);
  put("export_manifest.json", JSON.stringify(manifest(files, shards)));
  return { name: fileName(edition, exportedAt), files, exportedAt };
}

/** The sample export's zip. */
export function sampleExportZip(options: SampleExportOptions = {}): Uint8Array<ArrayBuffer> {
  const { files, exportedAt } = sampleExport(options);
  return zip(files, exportedAt);
}

/**
 * Writes the sample export's zip to `path`, over what was there.
 *
 * @throws {Error} what the file system says when the file cannot be written
 */
export async function writeSampleExport(path: string, options: SampleExportOptions = {}): Promise<void> {
  await writeFile(path, sampleExportZip(options));
}

function manifest(files: ReadonlyMap<string, Uint8Array>, shards: string[]): JsonObject {
  return {
    version: 1,
    manifest_file: "export_manifest.json",
    logical_files: {
      "conversations.json": { files: shards, shard_count: shards.length, sharded: true },
      "chat.html": { files: ["chat.html"], sharded: false },
    },
    export_files: Array.from(files, ([path, data]) => ({ path, size_bytes: data.length })),
  };
}

/** `<64 hexadecimal digits>-<time>-<32 hexadecimal digits>.zip`. */
function fileName(edition: number, exportedAt: Date): string {
  const time = exportedAt.toISOString().slice(0, 19).replace(/[T:]/g, "-");
  return `${hex("sample account", 64)}-${time}-${hex(`sample export ${edition}`, 32)}.zip`;
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  const later = args.indexOf("--edition");
  const edition = later === -1 ? "1" : args.splice(later, 2)[1];
  if (args.length > 1 || (edition !== "1" && edition !== "2")) {
    console.error("Usage: deno run --allow-write examples/sample_export/mod.ts [sample.zip] [--edition 1|2]");
    process.exit(2);
  }
  const options: SampleExportOptions = { edition: edition === "2" ? 2 : 1 };
  const path = args[0] ?? sampleExport(options).name;
  await writeSampleExport(path, options);
  console.log(path);
}
