/**
 * Which source can read an input.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import type { Detection } from "../../core/source.ts";
import type { Load } from "../modules.ts";
import { declarationOf, PLUGINS } from "../registry.ts";

/** What the surest source says of an input. */
export interface Detected extends Detection {
  /** Name of the source's plugin. */
  plugin: string;
}

/** Asks every source that can tell; `undefined` when there is nothing at the path. */
export async function detectSource(load: Load, host: Host, path: string): Promise<Detected | undefined> {
  const { glimpseOf } = await load("../plugins/chatgpt/mod.ts");
  const glimpse = await glimpseOf(path, { files: host.files, signal: new AbortController().signal });
  if (!glimpse) return undefined;
  let best: Detected | undefined;
  for (const registered of PLUGINS.filter(({ kind }) => kind === "source")) {
    const detection = (await declarationOf(load, registered)).detect?.(glimpse);
    if (detection && detection.confidence > (best?.confidence ?? -1)) best = { plugin: registered.name, ...detection };
  }
  return best;
}
