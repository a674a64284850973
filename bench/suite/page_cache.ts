/**
 * What the system keeps of files in memory.
 *
 * @module
 */
import { join } from "node:path";

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
