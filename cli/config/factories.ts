/**
 * From what stands after `use:` to a plugin's factory.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import type { Declaration, PluginBase } from "../../core/plugin.ts";
import type { Load } from "../modules.ts";
import { PLUGINS } from "../registry.ts";
import { suggest } from "../suggest.ts";
import { importUserModule, LockedError } from "../user_module.ts";
import { type Slot, SLOTS } from "./draft.ts";
import { unknown } from "./mistakes.ts";
import { firstLine } from "./read.ts";

/** A factory that `definePlugin` made. */
export interface Factory {
  (options: unknown): PluginBase;
  readonly declaration: Declaration;
}

/** A factory, or why there is none. */
export type Found = { readonly factory: Factory } | { readonly mistake: string };

/** Looks factories up; modules are imported once, and only those that are asked for. */
export interface Factories {
  find(use: string, slot: Slot): Promise<Found>;
  /** The source that reads back what a store of this name keeps; looked for where the store comes from. */
  sourceOf(name: string, use: string | undefined): Promise<Factory | undefined>;
}

/** What is no name of ours: a path, a package, an address. */
const MODULE = /^(?:\.{1,2}\/|\/|file:|npm:|jsr:|https?:)/;

/** True when `use` names a module, not a plugin of ours. */
export function isModule(use: string): boolean {
  return MODULE.test(use);
}

/** @param config absolute path of the config: relative modules lie beside it */
export function findFactories(load: Load, config: string): Factories {
  const base = pathToFileURL(config);
  const modules = new Map<string, Promise<{ readonly [name: string]: unknown }>>();
  const imported = (specifier: string) => {
    const known = modules.get(specifier) ?? importUserModule(specifier, base);
    modules.set(specifier, known);
    return known;
  };
  const registered = async (name: string, slot: Slot): Promise<Factory | undefined> => {
    const plugin = PLUGINS.find((one) => one.name === name && SLOTS[slot].kinds.includes(one.kind));
    if (!plugin) return undefined;
    const exports: { readonly [name: string]: unknown } = { ...await load(plugin.module) };
    const factory = exports[plugin.factory];
    return isFactory(factory) ? factory : undefined;
  };
  const foreign = async (use: string, slot: Slot): Promise<Found> => {
    const { specifier, name } = cut(use);
    try {
      return choose(await imported(specifier), specifier, name, slot);
    } catch (error) {
      if (error instanceof LockedError) throw error;
      return { mistake: `${JSON.stringify(specifier)} cannot be imported: ${firstLine(error)}` };
    }
  };
  return {
    async find(use, slot) {
      if (isModule(use)) return await foreign(use, slot);
      const factory = await registered(use, slot);
      return factory ? { factory } : { mistake: noSuchPlugin(use, slot) };
    },
    async sourceOf(name, use) {
      if (use === undefined || !isModule(use)) return await registered(name, "source");
      const found = Object.values(await imported(cut(use).specifier)).filter(isFactory);
      return found.find(({ declaration }) => declaration.kind === "source" && declaration.name === name);
    },
  };
}

/** `./file.ts#factory`. */
function cut(use: string): { specifier: string; name?: string } {
  const at = use.lastIndexOf("#");
  return at < 0 ? { specifier: use } : { specifier: use.slice(0, at), name: use.slice(at + 1) };
}

function noSuchPlugin(use: string, slot: Slot): string {
  const { kinds, what } = SLOTS[slot];
  if (/[/\\]|\.[cm]?[jt]s(#|$)/.test(use)) {
    return `there is no ${what} ${JSON.stringify(use)}, a module of yours begins with "./": did you mean "./${use}"?`;
  }
  const names = PLUGINS.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const other = PLUGINS.find(({ name }) => name === use);
  const near = suggest(use, names);
  if (other && near === undefined) {
    const list = names.length ? `expected ${names.join(", ")} or a module such as "./mine.ts"` : "there is none";
    return `${JSON.stringify(use)} is no ${what} but a ${other.kind} (${list})`;
  }
  return unknown(what, use, [...names, 'or a module such as "./mine.ts"']);
}

/** The factory that a module means: the one named, its default export, or the only one that fits. */
function choose(
  exports: { readonly [name: string]: unknown },
  specifier: string,
  name: string | undefined,
  slot: Slot,
): Found {
  const { kinds, what } = SLOTS[slot];
  const module = JSON.stringify(specifier);
  const names = Object.keys(exports);
  const factories = names.filter((one) => isFactory(exports[one]));
  if (name !== undefined) {
    if (!Object.hasOwn(exports, name)) return { mistake: `${module}: ${unknown("export", name, names)}` };
    const factory = exports[name];
    if (!isFactory(factory)) {
      return { mistake: `${module}: "${name}" is ${kindOf(factory)}, expected a factory made by definePlugin` };
    }
    return fitting(factory, `${module}: "${name}"`, slot);
  }
  if (isFactory(exports.default)) return fitting(exports.default, `${module}: its default export`, slot);
  const distinct = [...new Map(factories.map((one) => [exports[one], one])).values()];
  const fit = distinct.filter((one) => kinds.includes((exports[one] as Factory).declaration.kind));
  if (fit.length === 1) return { factory: exports[fit[0]] as Factory };
  if (fit.length > 1) {
    const choices = fit.map((one) => JSON.stringify(`${specifier}#${one}`)).join(" or ");
    return { mistake: `${module} has several ${what}s, expected one named: ${choices}` };
  }
  if (distinct.length === 1) return fitting(exports[distinct[0]] as Factory, `${module}: "${distinct[0]}"`, slot);
  const found = names.length === 0 ? "nothing" : names.map((one) => `${one} (${kindOf(exports[one])})`).join(", ");
  return { mistake: `${module} exports ${found}, expected a ${what} made by definePlugin` };
}

function fitting(factory: Factory, is: string, slot: Slot): Found {
  const { kinds, what } = SLOTS[slot];
  const { kind } = factory.declaration;
  return kinds.includes(kind) ? { factory } : { mistake: `${is} is a ${kind}, expected a ${what}` };
}

function kindOf(value: unknown): string {
  if (isFactory(value)) return `a ${value.declaration.kind}`;
  if (typeof value === "function") return "a function without a declaration";
  return Array.isArray(value) ? "a list" : value === null ? "null" : `a value of type ${typeof value}`;
}

/** True for what `definePlugin` returns. */
export function isFactory(value: unknown): value is Factory {
  if (typeof value !== "function" || !("declaration" in value)) return false;
  const { declaration } = value;
  return typeof declaration === "object" && declaration !== null && "name" in declaration && "kind" in declaration &&
    "options" in declaration && "permissions" in declaration && typeof declaration.permissions === "function";
}
