/**
 * What the ledgers on disk share: their folders and the lock.
 *
 * @module
 */
import { pid } from "node:process";
import type { Host } from "../../core/host.ts";
import { held, type OpenOptions } from "../../core/ledger/common.ts";
import type { Permissions } from "../../core/plugin.ts";

/** The folder a file lies in. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end < 0 ? "." : path.slice(0, end) || "/";
}

/** The state folder, and the folder of the file where one is named. */
export function ledgerPermissions(path: string | undefined): Permissions {
  const folders = [".threadloom", ...(path === undefined ? [] : [folderOf(path)])];
  return { read: folders, write: folders };
}

/**
 * Makes the folders of a ledger that is about to be written and takes its lock.
 *
 * @throws {CannotRunError} when another run holds it
 */
export async function lockLedger(
  host: Host,
  file: string,
  own: string | undefined,
  { folder, pipeline, run }: OpenOptions,
): Promise<{ release(): Promise<void> }> {
  await host.files.makeFolder(own === undefined ? folder : folderOf(own), true);
  const since = new Date(host.clock.now()).toISOString();
  const owner = `run ${run} of pipeline "${pipeline}" (process ${pid}, since ${since})`;
  const lock = await host.locks.take(own === undefined ? `${folder}/lock` : `${own}.lock`, owner);
  if ("heldBy" in lock) throw held(file, lock.heldBy);
  return lock;
}
