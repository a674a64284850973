/**
 * Says what an input is that is no ChatGPT export, and what to do with it.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { RandomAccessFile } from "../../../core/host.ts";
import { fileWindow } from "./byte_window.ts";
import { InputError } from "./input_error.ts";
import { conversationShape, GLIMPSE_BYTES, glimpseJson } from "./json_glimpse.ts";
import { describeBytes, describeJson, describeNames, describeUnknown } from "./known_shapes.ts";
import { Budget, DEFAULT_LIMITS } from "./limits.ts";
import { isConversationFile } from "./names.ts";
import { isZip } from "./place.ts";
import { listZip } from "./zip.ts";
import { entryBytes, type ZipEntry } from "./zip_data.ts";

type Needs = Pick<Context, "files" | "signal">;

/** Names in a folder that are looked at. */
const MAX_NAMES = 5_000;

/** One sentence on an input that is something else than a ChatGPT export; `undefined` when it may be one. */
export async function recognise(path: string, context: Needs): Promise<string | undefined> {
  const found = await look(path, context);
  if (found.clause === undefined && found.maybe) return undefined;
  const clause = found.clause ?? found.unknown;
  return clause[0].toUpperCase() + clause.slice(1) + ".";
}

/**
 * The same without capital and full stop, for the end of an error; always says something: where the input tells
 * nothing of itself, what went wrong first when it was read.
 */
export async function clauseOf(path: string, context: Needs, problem?: Error): Promise<string> {
  const { clause, unknown } = await look(path, context);
  return clause ?? (problem === undefined ? unknown : `nothing of it can be read (${problem.message})`);
}

interface Look {
  clause?: string;
  /** The clause where nothing better is known. */
  unknown: string;
  /** It may be a ChatGPT export. */
  maybe: boolean;
}

async function look(path: string, context: Needs): Promise<Look> {
  const stat = await context.files.stat(path);
  if (stat === undefined) return { unknown: "there is no such file or folder", maybe: false };
  if (stat.kind === "folder") {
    const names = await namesBelow(path, context);
    const maybe = names.some((name) => isConversationFile(name) || /\.zip$/i.test(name));
    return { clause: describeNames(names, "folder"), unknown: describeUnknown("folder"), maybe };
  }
  if (stat.kind !== "file") return { unknown: "this is no file and no folder", maybe: false };
  const file = await context.files.open(path);
  try {
    const first = await fileWindow(file).read(0, GLIMPSE_BYTES);
    if (isZip(first) || /\.zip$/i.test(path) && first.length > 0) return await lookIntoZip(path, file, first, context);
    const glimpse = glimpseJson(first);
    const maybe = glimpse !== undefined && conversationShape(glimpse) !== undefined;
    return { clause: describeBytes(path, first), unknown: describeUnknown("file", first), maybe };
  } finally {
    file.close();
  }
}

async function lookIntoZip(path: string, file: RandomAccessFile, first: Uint8Array, context: Needs): Promise<Look> {
  const env = { budget: new Budget(DEFAULT_LIMITS), signal: context.signal };
  const window = fileWindow(file);
  try {
    const { entries, faults, encrypted } = await listZip(window, "the archive", env);
    const names = [
      ...entries.map(({ name }) => name),
      ...faults.flatMap(({ name }) => name === undefined ? [] : [name]),
    ];
    const unknown = describeUnknown("zip");
    if (names.length === 0) {
      return { clause: "this is an empty zip archive, get the export once more", unknown, maybe: false };
    }
    if (encrypted > 0 && entries.length === 0) {
      return {
        clause: "this is an encrypted zip archive, unpack it with its password and name the folder",
        unknown,
        maybe: false,
      };
    }
    const conversations = entries.find(({ name }) => isConversationFile(name));
    const other = conversations === undefined
      ? undefined
      : describeJson(conversations.name, await headOf(conversations));
    const maybe = conversations !== undefined || names.some((name) => /\.zip$/i.test(name));
    return { clause: other ?? describeNames(names, "zip"), unknown: badOnes(faults.length) ?? unknown, maybe };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const clause = isZip(first) ? undefined : describeBytes(path, first);
    return { clause, unknown: describeUnknown("file", first), maybe: false };
  }

  async function headOf(entry: ZipEntry): Promise<Uint8Array> {
    try {
      for await (const piece of entryBytes(window, entry, env)) return piece;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    return new Uint8Array(0); // Nothing of it can be read: its name has to do.
  }
}

function badOnes(faults: number): string | undefined {
  if (faults === 0) return undefined;
  return `this is a zip archive without a ChatGPT export that could be read (${faults} of its members cannot be trusted)`;
}

/** Paths of the files below a folder, the first five thousand. */
export async function namesBelow(path: string, context: Needs): Promise<string[]> {
  const names: string[] = [];
  const folders = [""];
  for (let folder = folders.shift(); folder !== undefined && names.length < MAX_NAMES; folder = folders.shift()) {
    context.signal.throwIfAborted();
    for (const { name, kind } of await context.files.list(folder === "" ? path : `${path}/${folder}`)) {
      if (kind === "folder") folders.push(`${folder}${name}/`);
      else names.push(folder + name);
    }
  }
  return names;
}
