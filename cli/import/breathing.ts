/**
 * Letting signals in.
 *
 * @module
 */
import type { Clock } from "../../core/host.ts";
import type { Ledger } from "../../core/ledger.ts";

/** Longest time a run may keep the event loop to itself. Milliseconds. */
const BREATH = 100;

/**
 * The ledger, with a pause for the event loop before it is asked about a batch, where the last pause was a while ago:
 * SQLite works in this thread, and a run that never waits for anything else would not hear of Ctrl-C before its end.
 */
export function breathing(ledger: Ledger, clock: Clock): Ledger {
  let last = clock.now();
  const breathe = async (): Promise<void> => {
    if (clock.now() - last < BREATH) return;
    await clock.sleep(0);
    last = clock.now();
  };
  return {
    kind: ledger.kind,
    name: ledger.name,
    async open(host, options) {
      const opened = await ledger.open(host, options);
      if (!opened) return undefined;
      return new Proxy(opened, {
        get(target, name) {
          if (name === "committed") {
            return async (...args: Parameters<typeof target.committed>) => {
              await breathe();
              return await target.committed(...args);
            };
          }
          const value = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
}
