/**
 * What a pipeline needs of the machine, from its plugins' declarations, and how Deno's flags say it.
 *
 * @module
 */
import type { Pipeline } from "./chain.ts";
import { takeApart } from "./engine/paths.ts";
import { isPlugin, type Permissions, PLUGIN } from "./plugin.ts";

/** The kinds of permission, in the order in which they are written. */
export const PERMISSION_NAMES = ["read", "write", "net", "env", "run", "ffi", "sys", "import"] as const;

/** What a value needs that a plugin's factory made; nothing for anything else. */
export function permissionsOf(value: unknown): Permissions {
  if (!isPlugin(value)) return {};
  const { declaration, options } = value[PLUGIN];
  return declaration.permissions(options as never);
}

/**
 * What all plugins of a pipeline need: its source, its transforms and its sinks. Not the ledger's part, and not what
 * inline functions do.
 */
export function pipelinePermissions(pipeline: Pipeline): Permissions {
  const { leaves } = takeApart(pipeline);
  return unitePermissions(
    permissionsOf(pipeline.source),
    ...leaves.flatMap(({ links, sink }) => [...links, sink]).map(permissionsOf),
  );
}

/** All that any of them needs, each value once, in the order in which they are met. */
export function unitePermissions(...all: Permissions[]): Permissions {
  const united: Permissions = {};
  for (const name of PERMISSION_NAMES) {
    const values = new Set(all.flatMap((permissions) => permissions[name] ?? []));
    if (values.size > 0) united[name] = [...values];
  }
  return united;
}

/**
 * Deno's flags for some permissions: lists that are empty give none.
 *
 * @throws {RangeError} for a value with a comma: a flag has no way to write one
 */
export function permissionFlags(...all: Permissions[]): string[] {
  return Object.entries(unitePermissions(...all)).map(([name, values]: [string, string[]]) => {
    for (const value of values) {
      if (!value.includes(",")) continue;
      throw new RangeError(`Cannot allow "${value}" by a flag: it has a comma, at which Deno ends it, expected none`);
    }
    return `--allow-${name}=${values.join(",")}`;
  });
}
