/**
 * The `threadloom` command as the crash tests run it: the real one, on a host that is passed in.
 *
 * @module
 */
import { main } from "../../cli/main.ts";
import type { Load } from "../../cli/modules.ts";
import type { Host } from "../../core/host.ts";
import { fakeTerminal } from "../cli/support.ts";

const CLI = new URL("../../cli/", import.meta.url);

/** Loads modules as `cli/mod.ts` does. */
export const load: Load = (module) => import(new URL(module, CLI).href);

/** What a command left. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs the command in this process. */
export async function command(words: readonly string[], host: Host, loadWith: Load = load): Promise<Said> {
  const terminal = fakeTerminal({ outIsTerminal: false, errIsTerminal: false });
  const code = await main(words, loadWith, terminal, host);
  return { code, ...terminal.written };
}
