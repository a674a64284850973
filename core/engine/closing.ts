/**
 * Closing what was opened, whatever fails on the way.
 *
 * @module
 */
import { describe } from "../errors.ts";
import type { Settings } from "./state.ts";

/** Closes what was opened, the last first and each once; what fails keeps none from being closed. */
export async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const one of closers.splice(0).reverse()) await one().catch((error) => errors.push(error));
  if (errors.length) throw errors[0];
}

/** Does what is still to be done after a failure; a second failure is told and does not hide the first. */
export async function also(settings: Settings, what: string, work: () => Promise<void>): Promise<void> {
  await work().catch((second) =>
    settings.onEvent?.({
      type: "log",
      level: "warn",
      plugin: settings.name,
      message: `${what} failed, too: ${describe(second)}`,
    })
  );
}
