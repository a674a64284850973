/**
 * What the system keeps of files in memory.
 *
 * @module
 */
import { join } from "node:path";

const CHUNK = new Uint8Array(4 << 20);

/**
 * Has the system keep in memory what a command reads: the plain files among its arguments. Systems that make room early
 * forget in minutes what was not read again, and the disk would be measured by chance.
 */
export async function intoMemory(command: readonly string[]): Promise<void> {
  for (const path of command) {
    const stat = await Deno.stat(path).catch(() => undefined);
    if (!stat?.isFile) continue;
    using file = await Deno.open(path);
    while (await file.read(CHUNK) !== null);
  }
}

/**
 * Asks the system to give up what it keeps of a folder's files in memory; false where it cannot be asked (without GNU's
 * `dd`).
 */
export async function leaveMemory(folder: string): Promise<boolean> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!(isDirectory ? await leaveMemory(path) : await dropFile(path))) return false;
  }
  return true;
}

async function dropFile(path: string): Promise<boolean> {
  try {
    const args = [`if=${path}`, "iflag=nocache", "count=0"];
    return (await new Deno.Command("dd", { args, stderr: "null", stdout: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
