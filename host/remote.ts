/**
 * Files that lie elsewhere: paths in S3 among those of this machine.
 *
 * @module
 */
import type { Clock, Files, Random } from "../core/host.ts";
import { isRemote } from "../core/remote_path.ts";

/** Sends `s3://` paths to S3, whose part is loaded with the first of them, and all others to `local`. */
export function withRemote(
  local: Files,
  machine: { clock: Clock; random: Random },
  environment: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Files {
  let loading: Promise<Files> | undefined;

  async function load(): Promise<Files> {
    const { s3Files } = await import("../plugins/s3/files.ts");
    return s3Files({ ...machine, environment, scratch: local.scratch });
  }

  async function remote(): Promise<Files> {
    return await (loading ??= load());
  }

  const at = async <R>(path: string, work: (files: Files) => Promise<R>): Promise<R> =>
    await work(isRemote(path) ? await remote() : local);

  return {
    stat: (path) => at(path, (files) => files.stat(path)),
    lstat: (path) => at(path, (files) => files.lstat(path)),
    list: (path) => at(path, (files) => files.list(path)),
    open: (path, scratch) => at(path, (files) => files.open(path, scratch)),
    read: (path) => at(path, (files) => files.read(path)),
    identity: (path) => at(path, async (files) => await files.identity?.(path)),
    makeFolder: (path, secret) => at(path, (files) => files.makeFolder(path, secret)),
    create: (path, secret, scratch) => at(path, (files) => files.create(path, secret, scratch)),
    write: (path, data, secret) => at(path, (files) => files.write(path, data, secret)),
    rename: (from, to) => at(isRemote(to) ? to : from, (files) => files.rename(from, to)),
    sync: async (folders) => await local.sync?.([...folders].filter((folder) => !isRemote(folder))),
    link: async (from, to) => isRemote(from) || isRemote(to) ? false : await local.link(from, to),
    free: async (path) => isRemote(path) ? undefined : await local.free(path),
    remove: (path) => at(path, (files) => files.remove(path)),
    scratch: local.scratch,
  };
}
