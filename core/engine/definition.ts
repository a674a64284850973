/**
 * Definitions: what a path from source to sink is, so that what the ledger remembers holds only for what it was true of.
 *
 * @module
 */
import { isDerivation, type Link, type Pipeline } from "../chain.ts";
import { digest, fingerprint } from "../fingerprint.ts";
import type { Host } from "../host.ts";
import { isPlugin, PLUGIN, type PluginBase } from "../plugin.ts";
import type { Leaf } from "./paths.ts";

/**
 * Hash of the path from the source to a sink: content options and behaviour versions of its plugins; for inline
 * functions their text, that of the program they stand in, and the options the pipeline was built from. Options that only say where, how fast or how to get in
 * are not part of it.
 */
export async function definitionOf({ source, captured }: Pipeline, leaf: Leaf, host: Host): Promise<string> {
  const code = leaf.inline ? await host.code() : undefined;
  return digest(JSON.stringify([
    describePlugin(source),
    ...leaf.links.map((link) => [
      isPlugin(link) ? describePlugin(link) : inline(link, code, captured),
      isDerivation(link) ? link.version : "",
    ]),
    describePlugin(leaf.sink),
  ]));
}

function describePlugin({ [PLUGIN]: { declaration, options } }: PluginBase): unknown {
  const content: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options ?? {})) {
    if ((declaration.roles?.[name] ?? "content") === "content") content[name] = value;
  }
  return [declaration.kind, declaration.name, declaration.behaviour ?? 1, fingerprint(content)];
}

function inline(link: Link, code: string | undefined, captured: string | undefined): unknown {
  const said = ["inline", typeof link === "function" ? String(link) : fingerprint(link), code ?? ""];
  return captured === undefined ? said : [...said, captured];
}
