/**
 * A folder for as long as a test takes.
 *
 * @module
 */

/** Runs with a new folder, which is gone afterwards, however it ends. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
