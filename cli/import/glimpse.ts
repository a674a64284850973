/**
 * A look at an input before anybody has decided what it is.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import { GLIMPSE_BYTES } from "../../core/json/glimpse.ts";
import type { Glimpse } from "../../core/source.ts";
import type { Load } from "../modules.ts";

/** Names in a folder that are looked at. */
const MAX_NAMES = 5_000;

/**
 * What is at a path, from names and first bytes: of a folder the paths below it, and the first bytes of its
 * `result.json` or of a lone JSON file; of a zip archive its directory; undefined where there is nothing.
 */
export async function glimpseOf(
  load: Load,
  { files }: Pick<Host, "files">,
  path: string,
): Promise<Glimpse | undefined> {
  const stat = await files.stat(path);
  if (stat?.kind === "folder") {
    const entries = await namesBelow(files, path);
    const telling = tellingName(entries);
    const firstBytes = telling === undefined ? new Uint8Array(0) : await headOf(files, `${path}/${telling}`);
    return { path, kind: "folder", entries, firstBytes };
  }
  if (stat?.kind !== "file") return undefined;
  const firstBytes = await headOf(files, path);
  return { path, kind: "file", entries: isZip(firstBytes) ? await namesInZip(load, files, path) : [], firstBytes };
}

/** The file that says best what a folder is; none where its names say enough. */
function tellingName(names: string[]): string | undefined {
  const result = names.find((name) => /(^|\/)result\.json$/.test(name));
  if (result !== undefined) return result;
  const json = names.filter((name) => /^[^/]*\.json$/i.test(name));
  return json.some((name) => /^conversations(-\d+)?\.json$/i.test(name)) ? undefined : json[0];
}

async function headOf(files: Host["files"], path: string): Promise<Uint8Array> {
  const file = await files.open(path);
  try {
    const head = new Uint8Array(Math.min(GLIMPSE_BYTES, file.size));
    let filled = 0;
    while (filled < head.length) {
      const read = await file.read(head.subarray(filled), filled);
      if (read === 0) break;
      filled += read;
    }
    return head.subarray(0, filled);
  } finally {
    file.close();
  }
}

function isZip([a, b, c]: Uint8Array): boolean {
  return a === 0x50 && b === 0x4b && (c === 3 || c === 5);
}

async function namesInZip(load: Load, files: Host["files"], path: string): Promise<string[]> {
  const { namesInZip } = await load("../plugins/chatgpt/mod.ts");
  const file = await files.open(path);
  try {
    return await namesInZip(file, new AbortController().signal);
  } finally {
    file.close();
  }
}

/** Paths of the files below a folder, the first five thousand. */
async function namesBelow(files: Host["files"], path: string): Promise<string[]> {
  const names: string[] = [];
  const folders = [""];
  for (let folder = folders.shift(); folder !== undefined && names.length < MAX_NAMES; folder = folders.shift()) {
    for (const { name, kind } of await files.list(folder === "" ? path : `${path}/${folder}`)) {
      if (kind === "folder") folders.push(`${folder}${name}/`);
      else names.push(folder + name);
    }
  }
  return names;
}
