/**
 * The folders of servers.
 *
 * @module
 */
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./server.ts";

/** The folder of all servers: `.services/` of the tree, or the one that `THREADLOOM_SERVICES_DIR` names. */
export function servicesFolder(): string {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const named = Deno.env.get("THREADLOOM_SERVICES_DIR");
  if (!named) return join(root, ".services");
  return isAbsolute(named) ? named : join(root, named);
}

/** The files and folders of one server. */
export function placeOf(name: string): Place {
  const folder = join(servicesFolder(), name);
  return {
    folder,
    server: join(folder, "server"),
    data: join(folder, "data"),
    log: join(folder, "server.log"),
    installLog: join(folder, "install.log"),
    stamp: join(folder, "stamp"),
    running: join(folder, "running.json"),
    lock: join(folder, "lock"),
  };
}

/** Does the work while no other process works on the same server. */
export async function alone<T>(place: Place, work: () => Promise<T>): Promise<T> {
  await Deno.mkdir(place.folder, { recursive: true });
  using lock = await Deno.open(place.lock, { write: true, create: true });
  await lock.lock(true);
  return await work();
}

/** Removes a file or a folder with all in it, where it is there. */
export async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
