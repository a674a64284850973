/**
 * Plugins that are not ours: those of a module, and those that a config names.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { isPlugin, PLUGIN } from "../../core/plugin.ts";
import { isFeed, type PipelineDraft, type PluginDraft, pluginsOf } from "../config/draft.ts";
import { isFactory, isModule } from "../config/factories.ts";
import { findConfig } from "../config/find.ts";
import { Mistakes } from "../config/mistakes.ts";
import { CONFIG_NAMES } from "../config/names.ts";
import { firstLine, readConfig } from "../config/read.ts";
import { readShape } from "../config/shape.ts";
import { PLUGINS } from "../registry.ts";
import { importUserModule } from "../user_module.ts";
import type { Shown } from "./show.ts";

/** All plugins that a module exports, each once. */
export async function pluginsIn(specifier: string, base: URL): Promise<{ shown: Shown[]; exports: string[] }> {
  const exports = await importUserModule(specifier, base);
  const factories = new Map<unknown, Shown>();
  for (const [name, value] of Object.entries(exports)) {
    if (!isFactory(value)) continue;
    // A default export has a better name where it is exported by one, too.
    const known = factories.get(value);
    const factory = name === "default" ? known?.factory ?? value.name : name;
    factories.set(value, { factory, declaration: value.declaration });
  }
  return { shown: [...factories.values()], exports: Object.keys(exports) };
}

/** A path, a package or a URL as somebody types it here. */
export async function pluginsOfModule(name: string): Promise<{ shown: Shown[]; exports: string[] }> {
  // A path may hold what means something else in a URL.
  const isPath = !/^(?:[a-z]{2,}:|@)/i.test(name);
  const specifier = isPath ? pathToFileURL(resolve(name)).href : name;
  const { shown, exports } = await pluginsIn(specifier, pathToFileURL(`${Deno.cwd()}/`));
  // As a config would name it; one of several by its name.
  const use = isModule(name) || !isPath ? name : `./${name}`;
  const named = shown.map((one) => ({ ...one, use: shown.length > 1 ? `${use}#${one.factory}` : use }));
  return { shown: named, exports };
}

/** The plugins of a config that are not ours, and what could not be read of it. */
export interface Configured {
  /** The config's path from the current folder. */
  file: string;
  shown: Shown[];
  /** Whole sentences. */
  faults: string[];
}

/**
 * Reads the config that is named, or the one in the current folder, if there is one. Its options are not looked at:
 * they may be wrong, and its plugins what somebody wants to know more of.
 *
 * @throws {CannotRunError} when the one that is named cannot be read; of one that nobody named that is a fault
 */
export async function configuredPlugins(host: Host, given?: string): Promise<Configured | undefined> {
  try {
    return await readConfigured(host, given);
  } catch (error) {
    if (given !== undefined || !(error instanceof CannotRunError)) throw error;
    return { file: "", shown: [], faults: [error.message.replaceAll(/\s*\n\s*/g, ": ")] };
  }
}

async function readConfigured({ files }: Host, given?: string): Promise<Configured | undefined> {
  const folder = Deno.cwd();
  if (given === undefined) {
    const stats = await Promise.all(CONFIG_NAMES.map((name) => files.stat(resolve(folder, name))));
    if (!stats.some((stat) => stat?.kind === "file")) return undefined;
  }
  const file = await findConfig(files, folder, given);
  const mistakes = new Mistakes();
  const drafts = readShape(await readConfig(files, file), mistakes).flatMap(draftsOf);
  const name = relative(folder, file);
  const faults = mistakes.all.map(({ path, message }) => `${name}: ${path ? `${path}: ` : ""}${message}`);
  const found = new Map<unknown, Shown>();
  for (const { use, made } of drafts) {
    if (use === undefined) addMade(made, found);
    else if (isModule(use)) {
      const [specifier, factory] = use.split("#");
      try {
        const { shown } = await pluginsIn(specifier, pathToFileURL(file));
        for (const one of shown) {
          if (factory === undefined || one.factory === factory) found.set(one.declaration, { ...one, use });
        }
      } catch (error) {
        faults.push(`${name}: ${JSON.stringify(use)} cannot be imported: ${firstLine(error)}`);
      }
    }
  }
  return { file: name, shown: [...found.values()], faults };
}

function draftsOf({ source, tree, ledger, finished }: PipelineDraft): PluginDraft[] {
  const parts = finished ? [{ path: "", slot: "source" as const, made: finished.source }] : [];
  return [
    ...parts,
    ...source && !isFeed(source) ? [source] : [],
    ...tree ? pluginsOf(tree) : [],
    ...ledger ? [ledger] : [],
  ];
}

/** A made plugin in a TypeScript config; ours are in the list already. */
function addMade(made: unknown, found: Map<unknown, Shown>): void {
  if (!isPlugin(made)) return;
  const { declaration } = made[PLUGIN];
  if (PLUGINS.some(({ name, kind }) => name === declaration.name && kind === declaration.kind)) return;
  found.set(declaration, { factory: declaration.name, declaration: declaration as never });
}
