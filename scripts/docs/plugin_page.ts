/**
 * The page of a plugin: its README, and what its factories declare.
 *
 * @module
 */
import type { Declaration, PluginKind } from "../../core/plugin.ts";
import { PLUGINS } from "../../cli/registry.ts";
import { code, type OptionRow, optionRows } from "./options.ts";
import { permissionWords } from "./permissions.ts";
import { readmeForPage } from "./readme.ts";

/** A factory that a plugin's door exports. */
export interface Factory {
  name: string;
  declaration: Declaration;
}

/** A folder of `plugins/`. */
export interface PluginFolder {
  folder: string;
  readme: string;
  factories: Factory[];
}

const KINDS: readonly PluginKind[] = ["source", "transform", "derivation", "store", "file", "ledger"];

/** How a config file puts a plugin of a kind. */
const PLACES: { readonly [kind in PluginKind]: string } = {
  source: "`source`",
  transform: "`through`",
  derivation: "`through`",
  store: "`to`",
  file: "`to`",
  ledger: "`ledger`",
};

/** The factories a module exports, sources first. */
export function factoriesOf(module: { readonly [name: string]: unknown }): Factory[] {
  return Object.entries(module)
    .filter((entry): entry is [string, { declaration: Declaration }] =>
      typeof entry[1] === "function" && "declaration" in entry[1]
    )
    .map(([name, { declaration }]) => ({ name, declaration }))
    .sort((a, b) => KINDS.indexOf(a.declaration.kind) - KINDS.indexOf(b.declaration.kind));
}

/** The page, not yet formatted. */
export function pluginPage({ folder, readme, factories }: PluginFolder): string {
  const parts = [
    `<!-- Made by \`deno task docs\` from plugins/${folder}/: change its README or its declarations. -->`,
    readmeForPage(folder, readme).trim(),
  ];
  if (factories.length > 0) {
    parts.push("## What it declares", ...factories.map((factory) => factorySection(folder, factory)));
  }
  return parts.join("\n\n") + "\n";
}

function factorySection(folder: string, { name, declaration }: Factory): string {
  const { kind, summary, accepts, emits, keeps, example } = declaration;
  const registered = PLUGINS.find((plugin) =>
    plugin.factory === name && plugin.module === `../plugins/${folder}/mod.ts`
  );
  const rows = optionRows(declaration);
  const facts = [
    `Import: \`@threadloom/threadloom/${folder}\``,
    registered ? `In a config file: \`use: ${registered.name}\` in ${PLACES[kind]}` : "In a config file: not by name",
    ...(accepts?.length ? [`Accepts: ${accepts.join(", ")}`] : []),
    ...(emits ? [`Emits: ${emits}`] : keeps ? ["Emits: the kind it is given"] : []),
    permissionWords(declaration, rows).replace(/\.$/, ""),
  ];
  return [
    `### ${name} (${kind})`,
    summary,
    facts.map((fact) => `- ${fact}`).join("\n"),
    rows.length > 0 ? optionTable(rows) : "No options.",
    ...(example ? [`\`\`\`ts\n${example.trim()}\n\`\`\``] : []),
  ].join("\n\n");
}

/** Headed otherwise than the tables of READMEs, which say more of each option. */
function optionTable(rows: readonly OptionRow[]): string {
  const lines = rows.map(({ name, type, needed, default: standard, role, summary }) => {
    const fallback = needed ? "needed" : standard === undefined ? "" : code(standard);
    return `| ${[`\`${name}\``, type, fallback, role, summary ?? ""].map(cell).join(" | ")} |`;
  });
  return ["| option | type | default | role | meaning |", "| - | - | - | - | - |", ...lines].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** The list of all plugins. */
export function indexPage(plugins: readonly PluginFolder[]): string {
  const lines = plugins.flatMap(({ folder, factories }) => {
    const link = `[${folder}](${folder}.md)`;
    if (factories.length === 0) return [`| ${link} | | | Wrappers: see the page. |`];
    return factories.map(({ name, declaration: { kind, summary } }) =>
      `| ${link} | \`${name}\` | ${kind} | ${cell(summary)} |`
    );
  });
  return [
    "<!-- Made by `deno task docs` from the plugins' declarations. -->",
    "# Plugins that come with threadloom",
    "`content` options decide what comes out, `location` where it is, `tuning` how fast or under which name, `secret` how" +
    " to get in. Only content options are part of what a run remembers. How to write a plugin of your own:" +
    " [plugins.md](../plugins.md).",
    ["| page | factory | kind | |", "| - | - | - | - |", ...lines].join("\n"),
  ].join("\n\n") + "\n";
}
