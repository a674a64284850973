/**
 * Ports that nobody listens on.
 *
 * @module
 */

/** Asks the system for that many ports on loopback, all different. Somebody else may take one before it is used. */
export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}
