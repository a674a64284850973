/**
 * Which source can read an input.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import type { Detection, Glimpse } from "../../core/source.ts";
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
  return surest(await detectAll(load, host, path));
}

function surest(detections: readonly Detected[]): Detected | undefined {
  let best: Detected | undefined;
  for (const one of detections) if (one.confidence > (best?.confidence ?? -1)) best = one;
  return best;
}

async function detectAll(load: Load, host: Host, path: string): Promise<Detected[]> {
  const glimpse = await glimpseOf(load, host, path);
  if (!glimpse) return [];
  const detections: Detected[] = [];
  for (const registered of PLUGINS.filter(({ kind }) => kind === "source")) {
    const seen = registered.name === "telegram" ? glimpse : withoutTelegram(glimpse);
    const detection = (await declarationOf(load, registered)).detect?.(seen);
    if (detection) detections.push({ plugin: registered.name, ...detection });
  }
  return detections;
}

/** A folder may hold exports of both services: the others are not shown what is Telegram's, if there is more. */
function withoutTelegram(glimpse: Glimpse): Glimpse {
  if (glimpse.kind !== "folder") return glimpse;
  const roots = glimpse.entries.flatMap((name) => /(^|\/)result\.json$/.test(name) ? [name.slice(0, -11)] : []);
  const entries = glimpse.entries.filter((name) => {
    return !roots.some((root) => root === "" ? name === "result.json" : name.startsWith(root));
  });
  return entries.length === 0 || roots.length === 0 ? glimpse : { ...glimpse, entries, firstBytes: new Uint8Array(0) };
}

/** The sources that read exports, and the inputs of each. */
export type Inputs = { [source in ExportSource]: string[] };

/** A source that reads exports into conversations. */
export type ExportSource = "chatgpt" | "telegram";

/**
 * Which source reads which input. A pattern goes to each source of which something fits it. What nobody recognises goes
 * to `otherwise`, which says what the input is and what was expected.
 */
export async function inputsBySource(
  load: Load,
  host: Host,
  inputs: readonly string[],
  otherwise: ExportSource = "chatgpt",
): Promise<Inputs> {
  const found: Inputs = { chatgpt: [], telegram: [] };
  for (const input of inputs) {
    const sources = new Set<ExportSource>();
    const lone = !isGlob(input) || await host.files.stat(input) !== undefined;
    const paths = lone ? [input] : await expandGlob(input, host.files, new AbortController().signal);
    for (const path of paths) {
      const detections = await detectAll(load, host, path);
      const sure = detections.filter(({ confidence }) => confidence > 0.5);
      const likely = surest(detections);
      for (const { plugin } of sure) sources.add(plugin === "telegram" ? "telegram" : "chatgpt");
      if (sure.length > 0) continue;
      if (lone && likely && likely.confidence > 0 && likely.plugin === "telegram") sources.add("telegram");
      else if (/\.zip$/i.test(path)) sources.add("chatgpt");
    }
    if (sources.size === 0) sources.add(otherwise);
    for (const source of sources) found[source].push(input);
  }
  return found;
}
