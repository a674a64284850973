/**
 * One export, described: what it is, whose, from when, which files hold conversations, and whether they are all there.
 *
 * @module
 */
import type { Position } from "../../../core/source.ts";
import type { Group } from "./groups.ts";
import { InputError, quote } from "./input_error.ts";
import type { InputFile, Leaf } from "./input_file.ts";
import { conversationShape, glimpseJson } from "./json_glimpse.ts";
import {
  baseName,
  compareConversationFiles,
  innerPath,
  isConversationFile,
  isEmbedded,
  isSideFile,
  mayBeConversationFile,
  partKind,
  partNumber,
  shardNumber,
  timeInName,
} from "./names.ts";
import { accountOf, missingShards } from "./side_files.ts";

/** What was found of the features that exports may have; each is looked for by itself, never concluded from a date. */
export interface Layout {
  /** `conversations.json` is there. */
  single: boolean;
  /** Number of shards `conversations-000.json`, … */
  shards: number;
  /** Archives inside the archive or folder that were opened. */
  archives: number;
  /** Conversation files in an older export that is embedded as a `.dat`. */
  embedded: number;
  /** `export_manifest.json`. */
  manifest: boolean;
  /** `conversation_asset_file_names.json`. */
  assetMap: boolean;
  /** `library_files.json`. */
  library: boolean;
  /** `chat.html`. */
  page: boolean;
  /** Laid out by the privacy portal. */
  portal: boolean;
}

/** One export, ready to be read. */
export interface ExportInput {
  /** The archive, folder or file; `!/` joins archives inside it. */
  path: string;
  kind: "zip" | "folder" | "portal" | "json";
  /** When the export was made, after its name, epoch ms; a name with a day only gives its first moment. */
  exportedAt?: number;
  /** The newest date of its archive entries, epoch ms; DOS times, whose zone is unknown, are read as UTC. */
  newestEntryAt?: number;
  /** The account's id, where one is given. */
  account?: string;
  layout: Layout;
  /** `conversations.json` before its shards, shards by number. */
  conversationFiles: InputFile[];
  /** All files, the conversation files included; payment and contact data left out. */
  files: InputFile[];
  /** Shards that should be there and are not. */
  missingShards: string[];
  /** What cannot be read or not be trusted. Files cut short are here and among the files. */
  problems: { position: Position; error: Error }[];
  /** False where conversations may be missing: no claim of completeness may rest on it. */
  whole: boolean;
}

/** Describes a group of files. */
export async function exportOf(group: Group): Promise<ExportInput> {
  const problems = [...group.problems];
  const conversationFiles: Leaf[] = [];
  for (const leaf of group.leaves) {
    const path = innerPath(leaf.name);
    if (isConversationFile(path) || mayBeConversationFile(path) && await holdsConversations(leaf)) {
      conversationFiles.push(leaf);
    }
  }
  conversationFiles.sort(compareConversationFiles);
  const position = { file: group.path };
  const missing = await missingShards(group.leaves, problems);
  for (const name of missing) {
    const message = `Cannot find ${quote(name)}: the export should hold it, get the export once more`;
    problems.push({ position: { ...position, entry: name }, error: new InputError("missing", message) });
  }
  for (const name of missingParts(group.archives)) {
    const message = `Cannot find ${quote(name)}: the other parts of the export are there, name it too`;
    problems.push({ position: { ...position, entry: name }, error: new InputError("missing", message) });
  }
  const times = group.leaves.map((leaf) => leaf.modifiedAt).filter((time) => time !== undefined);
  return {
    path: group.path,
    kind: group.kind,
    exportedAt: firstTime(group.names),
    newestEntryAt: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : undefined,
    account: await accountOf(group.leaves, problems),
    layout: layoutOf(group, conversationFiles),
    conversationFiles,
    files: group.leaves,
    missingShards: missing,
    problems: problems.map((problem) => ({ position: problem.position, error: problem.error })),
    whole: conversationFiles.length > 0 && problems.length === 0 && !group.lone &&
      !areLoneShards(group, conversationFiles),
  };
}

/** Shards and nothing of what lies beside them in an export: somebody took them out of one, perhaps not all. */
function areLoneShards({ kind, leaves }: Group, conversationFiles: Leaf[]): boolean {
  return kind !== "portal" && conversationFiles.every(({ name }) => shardNumber(name) !== undefined) &&
    !leaves.some(({ name }) => isSideFile(innerPath(name)) || baseName(name).toLowerCase() === "chat.html");
}

/** The time in the first name that has one. */
export function firstTime(names: string[]): number | undefined {
  for (const name of names) {
    const time = timeInName(name);
    if (time !== undefined) return time;
  }
  return undefined;
}

async function holdsConversations(leaf: Leaf): Promise<boolean> {
  try {
    const glimpse = glimpseJson(await leaf.read(0, 65_536));
    return glimpse !== undefined && conversationShape(glimpse) !== undefined;
  } catch (error) {
    if (error instanceof InputError) return true; // Then it is read, and its damage told, with the others.
    throw error;
  }
}

/** Gaps in the numbers of a multipart download, which are counted from 1. */
function missingParts(archives: string[]): string[] {
  const series = new Map<string, Set<number>>();
  for (const name of archives) {
    const part = partNumber(name);
    if (part === undefined || part.number > 9_999) continue;
    const key = baseName(part.series);
    series.set(key, (series.get(key) ?? new Set()).add(part.number));
  }
  return [...series].flatMap(([name, numbers]) => {
    const all = Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1);
    return all.filter((n) => !numbers.has(n)).map((n) => `${name}-part-${String(n).padStart(4, "0")}.zip`);
  });
}

function layoutOf(group: Group, conversationFiles: Leaf[]): Layout {
  const bases = new Set(group.leaves.map((leaf) => baseName(innerPath(leaf.name)).toLowerCase()));
  const paths = conversationFiles.map((leaf) => leaf.name);
  return {
    single: paths.some((path) => isConversationFile(innerPath(path)) && shardNumber(path) === undefined),
    shards: paths.filter((path) => shardNumber(path) !== undefined).length,
    archives: group.archives.length,
    embedded: paths.filter(isEmbedded).length,
    manifest: bases.has("export_manifest.json"),
    assetMap: bases.has("conversation_asset_file_names.json"),
    library: bases.has("library_files.json"),
    page: bases.has("chat.html"),
    portal: group.kind === "portal" || group.archives.some((name) => partKind(name) !== undefined),
  };
}
