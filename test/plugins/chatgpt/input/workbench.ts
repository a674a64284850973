/**
 * What the tests of reading exports share: a folder of their own, a context, and small exports.
 *
 * @module
 */
import type { Context } from "../../../../core/context.ts";
import { denoFiles } from "../../../../host/files.ts";
import { memoryWindow } from "../../../../plugins/chatgpt/input/byte_window.ts";
import { Budget, DEFAULT_LIMITS, type InputLimits } from "../../../../plugins/chatgpt/input/limits.ts";
import {
  type ExportInput,
  type InputFile,
  type OpenInputs,
  openInputs,
} from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { listZip, type ZipListing } from "../../../../plugins/chatgpt/input/zip.ts";
import { entryBytes } from "../../../../plugins/chatgpt/input/zip_data.ts";
import type { ZipMember } from "../../../support/zip_writer.ts";

/** The part of a context that inputs need. */
export type Needs = Pick<Context, "files" | "signal" | "log" | "count">;

/** A context over the real file system. */
export function context(signal: AbortSignal = new AbortController().signal): Needs {
  return { files: denoFiles(), signal, log: { debug() {}, info() {}, warn() {} }, count() {} };
}

/** Writes files (names with `/`) into a new folder, runs `use` on it, removes it. */
export async function inFolder(
  files: { [name: string]: string | Uint8Array },
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-input-" });
  try {
    for (const [name, data] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(path, typeof data === "string" ? new TextEncoder().encode(data) : data);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Opens inputs below a folder of these files, and closes them. */
export async function opened(
  files: { [name: string]: string | Uint8Array },
  paths: string[],
  use: (inputs: OpenInputs, folder: string) => Promise<void> | void,
  limits?: Partial<InputLimits>,
): Promise<void> {
  await inFolder(files, async (folder) => {
    const inputs = await openInputs(paths.map((path) => path === "" ? folder : `${folder}/${path}`), context(), limits);
    try {
      await use(inputs, folder);
    } finally {
      inputs.close();
    }
  });
}

/** A conversation of one message, as JSON. */
export function conversation(id: string, text = "hello"): string {
  const message = { id: `m-${id}`, author: { role: "user" }, content: { content_type: "text", parts: [text] } };
  const mapping = { root: { id: "root", message: null, parent: null }, n: { id: "n", message, parent: "root" } };
  return JSON.stringify({ title: id, create_time: 1.7e9, update_time: 1.7e9, mapping, current_node: "n", id });
}

/** A file of conversations with these ids. */
export function conversations(...ids: string[]): string {
  return `[${ids.map((id) => conversation(id)).join(",")}]`;
}

/** The members of a small settings export. */
export function settings(...ids: string[]): ZipMember[] {
  return [
    { name: "conversations.json", data: conversations(...ids) },
    { name: "user.json", data: JSON.stringify({ id: "user-abcdefghijklmnopqrstuvwx" }) },
    { name: "chat.html", data: "<html>" },
    { name: "file-AbCdEfGhIjKlMnOpQrStUv-cat.png", data: "cat", method: "store" },
  ];
}

/** All bytes of a file, as text. */
export async function textOf(file: InputFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of file.stream()) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Names of the conversation files, and what is wrong, each as its fault. */
export function outline(input: ExportInput): { conversations: string[]; faults: string[]; whole: boolean } {
  const faults = input.problems.map(({ error }) => (error as { fault?: string }).fault ?? error.name);
  return { conversations: input.conversationFiles.map((file) => file.name), faults, whole: input.whole };
}

/** Lists an archive in memory. */
export async function list(
  bytes: Uint8Array<ArrayBuffer>,
  limits: Partial<InputLimits> = {},
): Promise<
  ZipListing & {
    read(name: string, onPiece?: (text: string) => void): Promise<string>;
    names: string[];
    faultOf: Map<string, string>;
  }
> {
  const env = { budget: new Budget({ ...DEFAULT_LIMITS, ...limits }), signal: new AbortController().signal };
  const window = memoryWindow(bytes);
  const listing = await listZip(window, "test.zip", env);
  return {
    ...listing,
    names: listing.entries.map(({ name }) => name),
    faultOf: new Map(listing.faults.map(({ name, error }) => [name ?? "", error.fault])),
    async read(name, onPiece = () => {}) {
      const entry = listing.entries.find((each) => each.name === name);
      if (entry === undefined) throw new TypeError(`Cannot find "${name}" among ${listing.entries.length} entries`);
      const decoder = new TextDecoder("latin1");
      let text = "";
      for await (const piece of entryBytes(window, entry, env)) {
        const more = decoder.decode(piece);
        onPiece(more);
        text += more;
      }
      return text;
    },
  };
}
