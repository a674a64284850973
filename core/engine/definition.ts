/**
 * Definitions: what a path from source to sink is, so that what the ledger remembers holds only for what it was true of.
 *
 * @module
 */
import { isDerivation, type Link } from "../chain.ts";
import { digest, fingerprint } from "../fingerprint.ts";
import type { Host } from "../host.ts";
import { isPlugin, PLUGIN, type PluginBase } from "../plugin.ts";
import type { Source } from "../source.ts";
import type { Leaf } from "./paths.ts";

/**
 * Hash of the path from the source to a sink: content options and behaviour versions of its plugins; for inline
 * functions their text and that of the program they stand in. Options that only say where, how fast or how to get in
 * are not part of it.
 */
export async function definitionOf(source: Source<unknown>, leaf: Leaf, host: Host): Promise<string> {
  const code = leaf.inline ? await host.code() : undefined;
  return digest(JSON.stringify([
    describePlugin(source),
    ...leaf.links.map((link) => [
      isPlugin(link) ? describePlugin(link) : inline(link, code),
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

function inline(link: Link, code: string | undefined): unknown {
  return ["inline", typeof link === "function" ? String(link) : fingerprint(link), code ?? ""];
}
