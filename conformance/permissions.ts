/**
 * Running a plugin in a process that has the permissions it declares and no others.
 *
 * @module
 */
import assert from "node:assert/strict";
import { permissionFlags } from "../core/permissions.ts";
import type { Permissions } from "../core/plugin.ts";

export { permissionFlags };

/** Where a plugin can be imported from, so that another process can make it. */
export interface PluginModule {
  /** URL or package name of the module: `new URL("../mod.ts", import.meta.url).href`. */
  specifier: string;
  /** Name of the factory the module exports. */
  factory: string;
  /** The options for a folder, as JSON could write them; the same for which `make` makes the plugin. */
  options(folder: string): unknown;
}

/** How the process ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a module's text with these permissions and no others. What it imports statically needs no permission; nothing
 * is asked for at a prompt.
 */
export async function runWith(permissions: Permissions[], text: string): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--no-check", "--ext=ts", ...permissionFlags(...permissions), "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Makes a plugin in another process and has it driven there by a function of `drive.ts`. */
export async function driveWith(
  permissions: Permissions,
  { specifier, factory, options }: PluginModule,
  { folder, drive, records = [] }: { folder: string; drive: string; records?: unknown[] },
): Promise<void> {
  const literal = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  const { code, stderr } = await runWith(
    [permissions],
    [
      `import { ${factory} as make } from ${JSON.stringify(specifier)};`,
      `import { ${drive} as drive } from ${JSON.stringify(new URL("./drive.ts", import.meta.url).href)};`,
      `await drive(make(${literal(options(folder))}), ${literal(records)});`,
    ].join("\n"),
  );
  assert.equal(code, 0, `it fails with just the permissions it declares (${JSON.stringify(permissions)}): ${stderr}`);
}
