/**
 * Which source can read an input.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import type { Detection } from "../../core/source.ts";
import type { Load } from "../modules.ts";
import { declarationOf, PLUGINS } from "../registry.ts";
import { expandGlob, isGlob } from "../../core/glob.ts";
import { glimpseOf } from "./glimpse.ts";

/** What the surest source says of an input. */
export interface Detected extends Detection {
  /** Name of the source's plugin. */
  plugin: string;
}

/** Asks every source that can tell; `undefined` when there is nothing at the path. */
export async function detectSource(load: Load, host: Host, path: string): Promise<Detected | undefined> {
  const glimpse = await glimpseOf(load, host, path);
  if (!glimpse) return undefined;
  let best: Detected | undefined;
  for (const registered of PLUGINS.filter(({ kind }) => kind === "source")) {
    const detection = (await declarationOf(load, registered)).detect?.(glimpse);
    if (detection && detection.confidence > (best?.confidence ?? -1)) best = { plugin: registered.name, ...detection };
  }
  return best;
}

/** The sources that read exports, and the inputs of each. */
export type Inputs = { [source in ExportSource]: string[] };

/** A source that reads exports into conversations. */
export type ExportSource = "chatgpt" | "telegram";

/**
 * Which source reads which input. A pattern goes to each source of which something fits it. What nobody recognises goes
 * to `chatgpt`, which says best what an input is.
 */
export async function inputsBySource(load: Load, host: Host, inputs: readonly string[]): Promise<Inputs> {
  const found: Inputs = { chatgpt: [], telegram: [] };
  for (const input of inputs) {
    const sources = new Set<ExportSource>();
    const lone = !isGlob(input) || await host.files.stat(input) !== undefined;
    const paths = lone ? [input] : await expandGlob(input, host.files, new AbortController().signal);
    for (const path of paths) {
      const detected = await detectSource(load, host, path);
      if (detected && detected.confidence > 0.5) sources.add(detected.plugin === "telegram" ? "telegram" : "chatgpt");
      else if (lone && detected && detected.confidence > 0 && detected.plugin === "telegram") sources.add("telegram");
      else if (/\.zip$/i.test(path)) sources.add("chatgpt");
    }
    if (sources.size === 0) sources.add("chatgpt");
    for (const source of sources) found[source].push(input);
  }
  return found;
}
