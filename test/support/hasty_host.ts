/**
 * A host for tests of patience.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";

/** A host that waits a hundredth of what it is told, and at most 10 ms. */
export function hastyHost(): Host {
  const host = denoHost();
  const { clock } = host;
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => clock.sleep(Math.min(10, ms / 100), signal);
  return { ...host, clock: { now: () => clock.now(), sleep } };
}
