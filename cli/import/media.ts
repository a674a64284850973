/**
 * The media of exports, counted for people.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { MediaIndex, MediaIndexFile } from "../../plugins/chatgpt/mod.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes, formatCount } from "../format.ts";

/** What became of the assets of conversations. */
export interface MediaTally {
  /** Conversations that have bytes. */
  conversations: number;
  /** Assets whose bytes were found, whose bytes are not there, and for which several files fit. */
  matched: number;
  missing: number;
  ambiguous: number;
}

/** Nothing counted yet. */
export function mediaTally(): MediaTally {
  return { conversations: 0, matched: 0, missing: 0, ambiguous: 0 };
}

/** Counts one conversation's assets. */
export function tallyMedia(tally: MediaTally, { assets }: Conversation): void {
  let matched = 0;
  for (const { match, missing } of assets) {
    if (match !== undefined) matched++;
    else if (missing?.startsWith("ambiguous")) tally.ambiguous++;
    else if (missing !== undefined) tally.missing++;
  }
  tally.matched += matched;
  if (matched > 0) tally.conversations++;
}

/** Makes the media index of exports, hands it over and lets the exports go. */
export async function withMediaIndex<T>(
  { load, output }: Pick<Call, "load" | "output">,
  host: Host,
  inputs: string[],
  use: (index: MediaIndex, summary: MediaIndexFile["summary"]) => Promise<T> | T,
): Promise<T> {
  const { buildMediaIndex, mediaIndexFile, openInputs } = await load("../plugins/chatgpt/mod.ts");
  const log = (level: "debug" | "info" | "warn") => (message: string): void =>
    output.event({ type: "log", level, plugin: "chatgpt", message });
  const context = {
    files: host.files,
    signal: new AbortController().signal,
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
    count: () => {},
  };
  const opened = await openInputs(inputs, context);
  try {
    const index = await buildMediaIndex(opened.exports, context);
    return await use(index, mediaIndexFile(index).summary);
  } finally {
    opened.close();
  }
}

/** `120 files (40 generated images, 80 uploads), 12 MB`. */
export function mediaText(summary: MediaIndexFile["summary"]): string {
  const kinds: [number, string, string][] = [
    [summary.dalle_images, "generated image", "generated images"],
    [summary.uploaded_files, "upload", "uploads"],
    [summary.audio_files, "recording", "recordings"],
    [summary.code_outputs, "output of code", "outputs of code"],
    [summary.library_files, "file of the library", "files of the library"],
  ];
  const told = kinds.filter(([count]) => count > 0).map(([count, one, many]) => countOf(count, one, many));
  const copies = summary.total_media_files - summary.unique_media_files;
  const same = copies === 0 ? "" : `, ${countOf(copies, "copy", "copies")} among them`;
  return `${countOf(summary.total_media_files, "file")} (${told.join(", ")}), ${
    formatBytes(summary.total_bytes)
  }${same}`;
}

/** `110 matched in 30 conversations, 4 missing, 1 ambiguous`. */
export function matchText({ conversations, matched, missing, ambiguous }: MediaTally): string {
  const parts = [`${formatCount(matched)} matched in ${countOf(conversations, "conversation")}`];
  if (missing > 0) parts.push(`${formatCount(missing)} missing`);
  if (ambiguous > 0) parts.push(`${formatCount(ambiguous)} ambiguous`);
  return parts.join(", ");
}
