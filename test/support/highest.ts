/**
 * What a process has needed.
 *
 * @module
 */

/** Most memory this process held at once, bytes; now, where the system does not say. */
export function highest(): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"));
    if (found) return Number(found[1]) * 1024;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return Deno.memoryUsage().rss;
}
