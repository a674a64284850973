/**
 * A plugin's declaration, for people and for machines.
 *
 * @module
 */
import type { Declaration } from "../../core/plugin.ts";
import type { Output } from "../output.ts";
import { needsOf } from "./needs.ts";
import { type Option, optionsOf } from "./options.ts";

/** A plugin that is shown. */
export interface Shown {
  declaration: Declaration;
  /** The factory's name. */
  factory: string;
  /** As written after `use:`, where it is no plugin of ours. */
  use?: string;
}

/** One line of a list. */
export function listing({ declaration: { kind, summary }, factory, use }: Shown): string {
  return `${factory.padEnd(16)} ${kind.padEnd(10)} ${summary}${use === undefined ? "" : ` (${use})`}`;
}

/** The declaration's own, else how a config names it with what it needs. */
function exampleOf({ declaration, use }: Shown): string {
  const { name, example } = declaration;
  if (example !== undefined) return example.trim();
  const options = optionsOf(declaration);
  const needed = typeof options === "string" ? [] : options.filter(({ required }) => required);
  const given = needed.map(({ name, placeholder }) => `, ${name}: ${JSON.stringify(placeholder)}`);
  return `{ use: ${JSON.stringify(use ?? name)}${given.join("")} }`;
}

/** All there is to say, as JSON. */
export function machineForm(shown: Shown): object {
  const { declaration, factory, use } = shown;
  const { name, kind, summary, accepts, emits } = declaration;
  const example = exampleOf(shown);
  const options = optionsOf(declaration);
  const described = typeof options === "string" ? options : options.map(({ placeholder: _, ...rest }) => rest);
  const needs = needsOf(declaration);
  const permissions = "unknown" in needs ? undefined : needs.permissions;
  return { name, kind, factory, use, summary, accepts, emits, options: described, permissions, example };
}

/** All there is to say, in lines. */
export function describePlugin({ line, strong }: Output, shown: Shown): void {
  const { declaration, factory, use } = shown;
  const { name, kind, summary, accepts, emits } = declaration;
  line(strong(`${factory} (${kind} "${name}")`));
  line(summary);
  if (use !== undefined) line(`Use: ${use}`);
  if (accepts?.length) line(`Accepts: ${accepts.join(", ")}`);
  if (emits) line(`Emits: ${emits}`);
  const options = optionsOf(declaration);
  if (typeof options === "string") line(`Options: not described, ${options}`);
  else describeOptions(line, options);
  const needs = needsOf(declaration);
  if ("unknown" in needs) line("Permissions: they depend on its options");
  else line(`Permissions: ${needs.flags.join(" ") || "none"}`);
  line(`Example:\n  ${exampleOf(shown).replaceAll("\n", "\n  ")}`);
}

function describeOptions(line: Output["line"], options: readonly Option[]): void {
  if (options.length > 0) line("Options:");
  for (const { name, type, summary, required, default: fallback } of options) {
    const given = fallback === undefined ? required ? " (needed)" : "" : ` (default: ${JSON.stringify(fallback)})`;
    line(`  ${name}: ${type}${given}${summary ? `\n      ${summary}` : ""}`);
  }
}
