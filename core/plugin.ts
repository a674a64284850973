/**
 * One declaration per plugin, and the factory made from it.
 *
 * @module
 */

import type { Detection, Glimpse } from "./source.ts";

/** The kinds of records that travel; `any` fits every `accepts` and is checked at the sink. */
export type RecordKind = "conversation" | "message" | "block" | "table row" | "report" | "any";

/** The kinds of plugins. */
export type PluginKind = "source" | "transform" | "derivation" | "store" | "file" | "ledger";

/**
 * What an option changes: `content` (what comes out; the default), `location` (where it is), `secret` (how to get
 * in), `tuning` (how fast). Only content options are part of a path's definition; secrets are masked everywhere.
 */
export type OptionRole = "content" | "location" | "secret" | "tuning";

/** What a plugin needs of the machine, as Deno's permission flags name it. */
export interface Permissions {
  read?: string[];
  write?: string[];
  net?: string[];
  env?: string[];
  run?: string[];
  ffi?: string[];
  sys?: string[];
  /** Hosts from which modules are loaded. */
  import?: string[];
}

/** The part of Standard Schema (version 1) that is used: any library that implements it will do. */
export interface OptionsSchema<O> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<O> | Promise<SchemaResult<O>>;
    readonly types?: { readonly input: unknown; readonly output: O } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<O> =
  | { readonly value: O; readonly issues?: undefined }
  | {
    readonly issues: readonly {
      readonly message: string;
      readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
    }[];
  };

/** All that is known of a plugin before it is made. */
export interface Declaration<O = unknown> {
  /** As written after `use:` in a config file. */
  readonly name: string;
  readonly kind: PluginKind;
  /** One line. */
  readonly summary: string;
  readonly accepts?: readonly RecordKind[];
  readonly emits?: RecordKind;
  /** Transforms that leave records out and change none: what they emit is of the kind they are given. */
  readonly keeps?: true;
  readonly options: OptionsSchema<O>;
  readonly roles?: { readonly [option: string]: OptionRole };
  /** Raised when the plugin, with the same options, gives another result than before. Default 1. */
  readonly behaviour?: number;
  permissions(options: O): Permissions;
  /** Sources that read files: how sure it is that they can read this one, and what it is. Asked by `import` and `inspect`. */
  readonly detect?: (glimpse: Glimpse) => Detection;
  /** A few lines of TypeScript, runnable. */
  readonly example?: string;
}

/** Marks values made by plugins; registered, so that two copies of this module agree. */
export const PLUGIN: unique symbol = Symbol.for("threadloom.plugin") as never;

/** What every made plugin carries. */
export interface PluginBase {
  readonly [PLUGIN]: Made;
}

/** The declaration a value was made from, and its options. */
export interface Made {
  readonly declaration: Declaration<never>;
  readonly options: { readonly [option: string]: unknown };
}

/** A plugin's factory; carries the declaration. */
export interface PluginFactory<I, O, P> {
  (options: I): P & PluginBase;
  readonly declaration: Declaration<O>;
}

/**
 * Makes a plugin's factory from its declaration. The factory checks its options (all mistakes at once, before
 * anything is touched) and stamps what it returns, so that it is recognised as this plugin.
 *
 * `I` is the interface people write options in, `O` the same with defaults filled in.
 *
 * @throws {TypeError} (the factory) when the options do not fit the schema
 */
export function definePlugin<I, O, P extends object>(
  declaration: Declaration<O> & { create(options: O): P },
): PluginFactory<I, O, P> {
  const { create, ...rest } = declaration;
  const make = (given: I): P & PluginBase => {
    const options = checkOptions(rest as Declaration<O>, given);
    const made: Made = {
      declaration: rest as unknown as Declaration<never>,
      options: options as { [option: string]: unknown },
    };
    return Object.assign(create(options), { [PLUGIN]: made }) as P & PluginBase;
  };
  Object.defineProperty(make, "name", { value: declaration.name });
  return Object.assign(make, { declaration: rest as Declaration<O> });
}

/** True for anything a plugin's factory made, whichever copy of this module made it. */
export function isPlugin(value: unknown): value is PluginBase {
  return (typeof value === "object" || typeof value === "function") && value !== null && PLUGIN in value;
}

/** The options, checked and with defaults. */
export function checkOptions<O>(declaration: Declaration<O>, given: unknown): O {
  const result = declaration.options["~standard"].validate(given ?? {});
  if (result instanceof Promise) {
    throw new TypeError(
      `Cannot create ${declaration.name}: its options schema is asynchronous, a synchronous one is needed`,
    );
  }
  if (result.issues === undefined) return result.value;
  const mistakes = result.issues.map((issue) => {
    const path = (issue.path ?? []).map((p) => String(typeof p === "object" ? p.key : p)).join(".");
    return path ? `${path}: ${issue.message}` : issue.message;
  });
  throw new TypeError(`Cannot create ${declaration.name}: ${mistakes.join("; ")}`);
}
