/**
 * A look at an input before anybody has decided what it is.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Glimpse } from "../../../core/source.ts";
import { type ByteWindow, fileWindow } from "./byte_window.ts";
import { InputError } from "./input_error.ts";
import { GLIMPSE_BYTES } from "./json_glimpse.ts";
import { Budget, DEFAULT_LIMITS } from "./limits.ts";
import { isZip } from "./place.ts";
import { namesBelow } from "./recognise.ts";
import { listZip } from "./zip.ts";

/**
 * What is at a path, from names and first bytes: of a folder the paths below it, of a zip archive its directory;
 * `undefined` where there is nothing.
 */
export async function glimpseOf(
  path: string,
  context: Pick<Context, "files" | "signal">,
): Promise<Glimpse | undefined> {
  const stat = await context.files.stat(path);
  if (stat?.kind === "folder") {
    return { path, kind: "folder", entries: await namesBelow(path, context), firstBytes: new Uint8Array(0) };
  }
  if (stat?.kind !== "file") return undefined;
  const file = await context.files.open(path);
  try {
    const window = fileWindow(file);
    const firstBytes = await window.read(0, GLIMPSE_BYTES);
    return {
      path,
      kind: "file",
      entries: isZip(firstBytes) ? await entriesOf(window, context.signal) : [],
      firstBytes,
    };
  } finally {
    file.close();
  }
}

async function entriesOf(window: ByteWindow, signal: AbortSignal): Promise<string[]> {
  try {
    const { entries } = await listZip(window, "the archive", { budget: new Budget(DEFAULT_LIMITS), signal });
    return entries.map(({ name }) => name);
  } catch (error) {
    if (error instanceof InputError) return []; // Whoever opens it says what is wrong with it.
    throw error;
  }
}
