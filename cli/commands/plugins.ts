/**
 * `threadloom plugins`: what there is, from the plugins' own declarations.
 *
 * @module
 */
import type { Declaration } from "../../core/plugin.ts";
import type { z as Zod } from "../../deps/zod.ts";
import { type Call, UsageError } from "../command.ts";
import type { Output } from "../output.ts";
import { declarationOf, PLUGINS } from "../registry.ts";
import { suggest } from "../suggest.ts";

/** One option, as a declaration's schema describes it. */
interface Option {
  name: string;
  type: string;
  summary?: string;
  default?: unknown;
  required: boolean;
}

/** Lists all plugins, or says what those of one name take. */
export async function run({ args, load, output }: Call): Promise<number> {
  const [name] = args;
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
    if (output.json) output.data(await machineForm(declaration, plugin.factory));
    else if (name === undefined) output.line(listing(declaration, plugin.factory));
    else {
      if (i > 0) output.line();
      await describePlugin(output, declaration, plugin.factory);
    }
  }
  return 0;
}

function listing({ kind, summary }: Declaration, factory: string): string {
  return `${factory.padEnd(16)} ${kind.padEnd(8)} ${summary}`;
}

async function machineForm(declaration: Declaration, factory: string): Promise<object> {
  const { name, kind, summary, accepts, emits } = declaration;
  return { name, kind, factory, summary, accepts, emits, options: await optionsOf(declaration) };
}

async function describePlugin({ line, strong }: Output, declaration: Declaration, factory: string): Promise<void> {
  const { name, kind, summary, accepts, emits, example } = declaration;
  line(strong(`${factory} (${kind} "${name}")`));
  line(summary);
  if (accepts?.length) line(`Accepts: ${accepts.join(", ")}`);
  if (emits) line(`Emits: ${emits}`);
  const options = await optionsOf(declaration);
  if (options.length > 0) line("Options:");
  for (const option of options) {
    const fallback = option.default === undefined
      ? option.required ? " (needed)" : ""
      : ` (default: ${JSON.stringify(option.default)})`;
    line(`  ${option.name}: ${option.type}${fallback}${option.summary ? `\n      ${option.summary}` : ""}`);
  }
  if (example) line(`Example:\n  ${example.trim().replaceAll("\n", "\n  ")}`);
}

/** The options by the schema's JSON Schema; none where its library cannot write one. */
async function optionsOf({ options }: Declaration): Promise<Option[]> {
  if (options["~standard"].vendor !== "zod") return [];
  const { z } = await import("../../deps/zod.ts");
  const schema = z.toJSONSchema(options as unknown as Zod.ZodType, {
    io: "input",
    unrepresentable: "any",
  });
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
