/**
 * The line that runs a script with just the permissions it needs.
 *
 * @module
 */
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { permissionFlags, unitePermissions } from "../../core/permissions.ts";
import type { Permissions } from "../../core/plugin.ts";
import { shellWord } from "../shell.ts";

/** What a plan file needs: writing it goes by a temporary name beside it. */
export function planFilePermissions(path: string): Permissions {
  return { read: [dirname(path)], write: [dirname(path)] };
}

/** The same permissions with each path once: relative below the current folder, and none that lies in another one. */
export function shortened(permissions: Permissions, cwd: string = Deno.cwd()): Permissions {
  const { read = [], write = [], ...rest } = permissions;
  return unitePermissions({ ...rest, read: outermost(read, cwd), write: outermost(write, cwd) });
}

function outermost(paths: readonly string[], cwd: string): string[] {
  const whole = new Map<string, string>();
  for (const path of paths) {
    const at = resolve(cwd, path);
    if (!whole.has(at)) whole.set(at, path);
  }
  const covers = (folder: string, path: string): boolean =>
    folder !== path && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  return [...whole].filter(([path]) => ![...whole.keys()].some((folder) => covers(folder, path)))
    .map(([at, path]) => shownPath(at, path, cwd));
}

function shownPath(at: string, path: string, cwd: string): string {
  const below = relative(cwd, at);
  if (below === "") return ".";
  const inside = !below.startsWith("..") && !isAbsolute(below);
  return inside || !isAbsolute(path) ? below : at;
}

/** How a program is started, without flags of Deno: a path, relative below the current folder, or a URL. */
export function entryOf(main: string, cwd: string = Deno.cwd()): string {
  if (!main.startsWith("file:")) return main;
  const path = fileURLToPath(main);
  const shown = shownPath(path, path, cwd);
  return shown.startsWith("-") ? `.${sep}${shown}` : shown;
}

/**
 * The whole line, to be pasted into a shell: `deno run --allow-read=… script.ts words`. In a compiled program, whose
 * permissions are its own for good, the line that compiles one with just these.
 *
 * @throws {RangeError} when a path has a comma, which no flag can say
 */
export function permissionLine(
  permissions: Permissions,
  main: string,
  words: readonly string[],
  cwd: string = Deno.cwd(),
): string {
  const flags = permissionFlags(shortened(permissions, cwd));
  if (Deno.build.standalone) {
    const program = basename(Deno.execPath());
    return ["deno", "compile", ...flags, "--output", program, basename(new URL(main).pathname)].map(shellWord).join(
      " ",
    );
  }
  return ["deno", "run", ...flags, entryOf(main, cwd), ...words].map(shellWord).join(" ");
}

/** The words of a command line without those that ask for the line itself. */
export function withoutAsking(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  return words.filter((word, i) => word !== "--print-permissions" || (end >= 0 && i > end));
}
