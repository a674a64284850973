/**
 * Which servers run: `running.json` in the folder of each.
 *
 * @module
 */
import { placeOf } from "./place.ts";
import { processMark } from "./process_mark.ts";
import type { ServerFacts } from "./server.ts";

/** A server that runs. */
export interface Running extends ServerFacts {
  readonly service: string;
  readonly version: string;
  readonly pid: number;
  /** Tells its process from a later one of the same number. */
  readonly mark: string;
  readonly log: string;
}

/** The server of this name, if it runs. */
export function runningServer(name: string): Running | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(placeOf(name).running);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const running = JSON.parse(text) as Running;
  return processMark(running.pid) === running.mark ? running : undefined;
}
