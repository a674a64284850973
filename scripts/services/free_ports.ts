/**
 * Ports that nobody listens on.
 *
 * @module
 */

/**
 * That many ports in a row that are free on loopback: some servers count on from the first. Somebody else may take one
 * before it is used.
 *
 * @throws {Error} when there are none
 */
export function freePorts(count: number): number[] {
  for (let attempt = 0; attempt < 100; attempt++) {
    const listeners = [Deno.listen({ hostname: "127.0.0.1", port: 0 })];
    const first = listeners[0].addr.port;
    try {
      for (let more = 1; more < count; more++) {
        listeners.push(Deno.listen({ hostname: "127.0.0.1", port: first + more }));
      }
      return listeners.map(({ addr }) => addr.port);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) && !(error instanceof RangeError)) throw error;
    } finally {
      for (const listener of listeners) listener.close();
    }
  }
  throw new Error(`Cannot find ${count} free ports in a row: tried a hundred places, stop what uses so many`);
}
