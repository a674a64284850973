/**
 * What a compiled pipeline answers to `--version`.
 *
 * @module
 */

/** What is baked into a program. */
export interface ProgramFacts {
  name: string;
  /** Of the user's package. */
  version?: string;
  /** Version of threadloom, or where it was imported from. */
  threadloom: string;
  plugins: readonly string[];
  permissions: readonly string[];
}

/**
 * URL of a module that runs before the program: asked for the version it says it and ends, so that even a script that
 * reads no flags does not start its run.
 */
export function versionModule({ name, version, threadloom, plugins, permissions }: ProgramFacts): string {
  const lines = [
    `${name}${version === undefined ? "" : ` ${version}`}`,
    `threadloom ${threadloom}`,
    `plugins: ${plugins.join(", ") || "none"}`,
    `permissions: ${permissions.join(" ") || "none"}`,
  ];
  const code = `if (Deno.args.length === 1 && Deno.args[0] === "--version") {
  console.log(${JSON.stringify(lines.join("\n"))} + "\\ndeno " + Deno.version.deno);
  Deno.exit(0);
}`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
