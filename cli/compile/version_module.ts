/**
 * What a compiled pipeline answers to `--version`.
 *
 * @module
 */

/** What is baked into a program. */
export interface ProgramFacts {
  name: string;
  /** Of the pipeline, else of the user's package. */
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
  const first = `${name}${version === undefined ? "" : ` ${version}`} (threadloom ${threadloom}, deno `;
  const rest = `)\nplugins: ${plugins.join(", ") || "none"}\npermissions: ${permissions.join(" ") || "none"}`;
  const code = `if (Deno.args.length === 1 && Deno.args[0] === "--version") {
  console.log(${JSON.stringify(first)} + Deno.version.deno + ${JSON.stringify(rest)});
  Deno.exit(0);
}`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
