/**
 * `threadloom plugins`: what there is, from the plugins' own declarations.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import type { Output } from "../output.ts";
import { configuredPlugins, pluginsOfModule } from "../plugins/foreign.ts";
import { describePlugin, listing, machineForm, type Shown } from "../plugins/show.ts";
import { declarationOf, PLUGINS } from "../registry.ts";
import { suggest } from "../suggest.ts";

/** Lists all plugins, also those a config names, or says what those of one name take, or those of a module. */
export async function run(call: Call): Promise<number> {
  const { args: [name], flags, load, output, host = denoHost() } = call;
  if (name !== undefined && /[/\\:]|\.[mc]?[jt]s$/.test(name)) return await describeModule(name, output);
  const ours = PLUGINS.filter((plugin) => name === undefined || plugin.name === name || plugin.factory === name);
  const given = flags.text("config");
  // What is ours is described without a look at anybody's config.
  const config = name !== undefined && ours.length > 0 && given === undefined
    ? undefined
    : await configuredPlugins(host, given);
  const theirs = (config?.shown ?? []).filter(({ declaration, factory }) =>
    name === undefined || declaration.name === name || factory === name
  );
  for (const fault of config?.faults ?? []) output.warn(fault);
  if (ours.length + theirs.length === 0) throw unknownPlugin(name, config?.shown ?? []);
  const shown: Shown[] = [];
  for (const plugin of ours) shown.push({ declaration: await declarationOf(load, plugin), factory: plugin.factory });
  if (name !== undefined || output.json) return show([...shown, ...theirs], output);
  for (const one of shown) output.line(listing(one));
  if (config && theirs.length > 0) {
    output.line(`In ${config.file}:`);
    for (const one of theirs) output.line(listing(one));
  }
  return 0;
}

function show(shown: readonly Shown[], output: Output): number {
  for (const [i, one] of shown.entries()) {
    if (output.json) output.data(machineForm(one));
    else {
      if (i > 0) output.line();
      describePlugin(output, one);
    }
  }
  return 0;
}

function unknownPlugin(name: string, theirs: readonly Shown[]): UsageError {
  const names = [...new Set([...PLUGINS.map((plugin) => plugin.name), ...theirs.map((one) => one.declaration.name)])];
  const meant = suggest(name, names);
  return new UsageError(
    `Cannot find the plugin "${name}"${meant ? `: did you mean "${meant}"?` : ""}`,
    `the plugins are ${names.join(", ")}, and modules such as ./mine.ts`,
  );
}

/** A file, a package or a URL: all factories in it. */
async function describeModule(name: string, output: Output): Promise<number> {
  const { shown, exports } = await pluginsOfModule(name);
  if (shown.length === 0) {
    throw new TypeError(
      `Cannot find a plugin in "${name}": it exports ${exports.join(", ") || "nothing"}, expected a factory that ` +
        "definePlugin made",
    );
  }
  return show(shown, output);
}
