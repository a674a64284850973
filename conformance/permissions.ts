/**
 * Running a plugin in a process that has the permissions it declares and no others.
 *
 * @module
 */
import assert from "node:assert/strict";
import { permissionFlags } from "../core/permissions.ts";
import type { Permissions } from "../core/plugin.ts";
import { type AskedPermission, beyond, parseAudit } from "./audit.ts";

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
  /** What it asked for and was not allowed, whether it went on or not. */
  beyond: AskedPermission[];
}

/**
 * Runs a module's text with these permissions and no others. What it imports statically needs no permission; nothing
 * is asked for at a prompt.
 */
export async function runWith(permissions: Permissions[], text: string): Promise<Ended> {
  const audit = await Deno.makeTempFile({ prefix: "threadloom-audit-", suffix: ".jsonl" });
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--quiet", "--no-check", "--ext=ts", ...permissionFlags(...permissions), "-"],
      env: { NO_COLOR: "1", DENO_AUDIT_PERMISSIONS: audit },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    const asked = parseAudit(await Deno.readTextFile(audit));
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
      beyond: beyond(asked, permissions),
    };
  } finally {
    await Deno.remove(audit);
  }
}

/**
 * Makes a plugin in another process and has it driven there by a function of `drive.ts`. Besides what the plugin declares
 * the process may use a state folder, as in a run.
 */
export async function driveWith(
  permissions: Permissions,
  { specifier, factory, options }: PluginModule,
  { folder, drive, records = [] }: { folder: string; drive: string; records?: unknown[] },
): Promise<void> {
  const literal = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  const state = await Deno.makeTempDir({ prefix: "threadloom-state-" });
  try {
    const { code, stderr, beyond } = await runWith(
      [permissions, { read: [state], write: [state] }],
      [
        `import { ${factory} as make } from ${JSON.stringify(specifier)};`,
        `import { ${drive} as drive } from ${JSON.stringify(new URL("./drive.ts", import.meta.url).href)};`,
        `await drive(make(${literal(options(folder))}), ${literal(records)}, ${JSON.stringify(state)});`,
      ].join("\n"),
    );
    assert.equal(code, 0, `it fails with just the permissions it declares (${JSON.stringify(permissions)}): ${stderr}`);
    assert.deepEqual(beyond, [], "it asks for more than the permissions it declares, though it goes on without");
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}
