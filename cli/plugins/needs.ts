/**
 * What a plugin needs of the machine, before anybody has said with which options: its declaration is asked with the
 * defaults, and with placeholders for what has none.
 *
 * @module
 */
import { permissionFlags } from "../../core/permissions.ts";
import { checkOptions, type Declaration, type Permissions } from "../../core/plugin.ts";
import { type Option, optionsOf } from "./options.ts";

/** Permissions with their flags, or why they cannot be said. */
export type Needs = { readonly permissions: Permissions; readonly flags: readonly string[] } | {
  readonly unknown: string;
};

/** What it needs. `FOLDER/FILE` and the like stand for what the options will say. */
export function needsOf(declaration: Declaration): Needs {
  const options = optionsOf(declaration);
  const needed: readonly Option[] = typeof options === "string" ? [] : options.filter(({ required }) => required);
  try {
    const given = Object.fromEntries(needed.map(({ name, placeholder }) => [name, placeholder]));
    const permissions = declaration.permissions(checkOptions(declaration, given));
    return { permissions, flags: permissionFlags(permissions) };
  } catch (error) {
    // No fault: made-up options need not be good ones.
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}
