/**
 * `threadloom plugins`: what there is, from the plugins' own declarations.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Declaration } from "../../core/plugin.ts";
import { type Call, UsageError } from "../command.ts";
import type { Output } from "../output.ts";
import { declarationOf, PLUGINS } from "../registry.ts";
import { suggest } from "../suggest.ts";
import { importUserModule } from "../user_module.ts";

/** What a plugin's factory carries. */
interface Declared {
  readonly declaration: Declaration;
}

/** One option, as a declaration's schema describes it. */
interface Option {
  name: string;
  type: string;
  summary?: string;
  default?: unknown;
  required: boolean;
}

/** Lists all plugins, or says what those of one name take, or those of a module of the user's. */
export async function run({ args, load, output }: Call): Promise<number> {
  const [name] = args;
  if (name !== undefined && /[/\\:]|\.[mc]?[jt]s$/.test(name)) return await describeModule(name, output);
  const chosen = PLUGINS.filter((plugin) => name === undefined || plugin.name === name || plugin.factory === name);
  if (chosen.length === 0) {
    const names = [...new Set(PLUGINS.map((plugin) => plugin.name))];
    const meant = suggest(name, names);
    throw new UsageError(
      `Cannot find the plugin "${name}"${meant ? `: did you mean "${meant}"?` : ""}`,
      `the plugins are ${names.join(", ")}`,
    );
  }
  for (const [i, plugin] of chosen.entries()) {
    const declaration = await declarationOf(load, plugin);
    if (output.json) output.data(machineForm(declaration, plugin.factory));
    else if (name === undefined) output.line(listing(declaration, plugin.factory));
    else {
      if (i > 0) output.line();
      describePlugin(output, declaration, plugin.factory);
    }
  }
  return 0;
}

function isDeclared(value: unknown): value is Declared {
  return typeof value === "function" && "declaration" in value && Object(value.declaration).options !== undefined;
}

/** A file, a package or a URL: all factories in it. */
async function describeModule(name: string, output: Output): Promise<number> {
  const cwd = pathToFileURL(`${Deno.cwd()}/`);
  // A path may hold what means something else in a URL.
  const isPath = !/^(?:[a-z]{2,}:|@)/i.test(name);
  const exports = await importUserModule(isPath ? pathToFileURL(resolve(name)).href : name, cwd);
  const factories = Object.entries(exports).filter((entry): entry is [string, Declared] => isDeclared(entry[1]));
  if (factories.length === 0) {
    throw new TypeError(
      `Cannot find a plugin in "${name}": it exports ${Object.keys(exports).join(", ") || "nothing"}, expected a ` +
        "factory that definePlugin made",
    );
  }
  for (const [i, [factory, { declaration }]] of factories.entries()) {
    if (output.json) output.data(machineForm(declaration, factory));
    else {
      if (i > 0) output.line();
      describePlugin(output, declaration, factory);
    }
  }
  return 0;
}

function listing({ kind, summary }: Declaration, factory: string): string {
  return `${factory.padEnd(16)} ${kind.padEnd(8)} ${summary}`;
}

function machineForm(declaration: Declaration, factory: string): object {
  const { name, kind, summary, accepts, emits } = declaration;
  return { name, kind, factory, summary, accepts, emits, options: optionsOf(declaration) };
}

function describePlugin({ line, strong }: Output, declaration: Declaration, factory: string): void {
  const { name, kind, summary, accepts, emits, example } = declaration;
  line(strong(`${factory} (${kind} "${name}")`));
  line(summary);
  if (accepts?.length) line(`Accepts: ${accepts.join(", ")}`);
  if (emits) line(`Emits: ${emits}`);
  const options = optionsOf(declaration);
  if (typeof options === "string") line(`Options: not described, ${options}`);
  else describeOptions(line, options);
  if (example) line(`Example:\n  ${example.trim().replaceAll("\n", "\n  ")}`);
}

function describeOptions(line: Output["line"], options: readonly Option[]): void {
  if (options.length > 0) line("Options:");
  for (const option of options) {
    const fallback = option.default === undefined
      ? option.required ? " (needed)" : ""
      : ` (default: ${JSON.stringify(option.default)})`;
    line(`  ${option.name}: ${option.type}${fallback}${option.summary ? `\n      ${option.summary}` : ""}`);
  }
}

/** Part of Standard JSON Schema, which schema libraries may implement beside Standard Schema. */
interface Described {
  readonly jsonSchema?: { input(options: { target: string }): unknown };
}

/**
 * The options, by the JSON Schema that the schema writes of itself; none where its library cannot, and why where it
 * has no words for one of them (functions, classes).
 */
function optionsOf({ options }: Declaration): Option[] | string {
  const described = options["~standard"] as Described;
  let schema: { properties?: { [name: string]: unknown }; required?: string[] };
  try {
    schema = Object(described.jsonSchema?.input({ target: "draft-2020-12" }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, default: fallback } = Object(property) as { description?: string; default?: unknown };
    return { name, type: typeOf(property), summary: description, default: fallback, required: required.has(name) };
  });
}

function typeOf(property: unknown): string {
  const { type, enum: choices, anyOf, items } = Object(property) as {
    type?: string;
    enum?: unknown[];
    anyOf?: unknown[];
    items?: unknown;
  };
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (anyOf) return anyOf.map(typeOf).join(" | ");
  if (type === "array") return `${typeOf(items)}[]`;
  return type ?? "any";
}
