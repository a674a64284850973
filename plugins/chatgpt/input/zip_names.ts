/**
 * The names in a zip archive, for a look at an input before anybody has decided what it is.
 *
 * @module
 */
import type { RandomAccessFile } from "../../../core/host.ts";
import { fileWindow } from "./byte_window.ts";
import { InputError } from "./input_error.ts";
import { Budget, DEFAULT_LIMITS } from "./limits.ts";
import { listZip } from "./zip.ts";

/** Paths of the members of a zip archive; none where it is damaged: whoever opens it says what is wrong with it. */
export async function namesInZip(file: RandomAccessFile, signal: AbortSignal): Promise<string[]> {
  try {
    const { entries } = await listZip(fileWindow(file), "the archive", { budget: new Budget(DEFAULT_LIMITS), signal });
    return entries.map(({ name }) => name);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
