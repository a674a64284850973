/**
 * Where a new module imports threadloom from: from where the command itself came.
 *
 * @module
 */
import { relative } from "node:path/posix";
import { fileURLToPath, pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };

/** The modules that templates import. */
const MODULES = {
  ".": "mod.ts",
  "./chatgpt": "plugins/chatgpt/mod.ts",
  "./conformance": "conformance/mod.ts",
  "./jsonl": "plugins/jsonl/mod.ts",
  "./ledger": "plugins/ledger/mod.ts",
  "./memory": "plugins/memory/mod.ts",
  "./zod": "deps/zod.ts",
} as const;

/** A module that templates import, by its export. */
export type OwnModule = keyof typeof MODULES;

/** Where threadloom comes from. */
export interface Origin {
  /** How an import writes one of its modules. */
  specifier(module: OwnModule): string;
  /** True where that is the published package, since the command is one file that nothing can be imported from. */
  readonly published: boolean;
}

/** The folder of the tree. */
export const ROOT = new URL("../../", import.meta.url);

/** The published package of this very version. */
const PACKAGE = `jsr:${config.name}@${config.version}`;

/**
 * How modules in `folder` import threadloom. A checkout is imported by relative paths, which a compiled program
 * needs and which hold for everybody who has both in the same places; a URL by itself.
 *
 * @param folder absolute path
 * @param root URL of the tree
 * @param standalone whether this is a compiled program
 */
export function originFor(folder: string, root: URL = ROOT, standalone: boolean = Deno.build.standalone): Origin {
  // The registry of packages shows one as files, too, and wants it imported by its name.
  if (standalone || root.pathname === `/${config.name}/${config.version}/`) {
    return { published: standalone, specifier: (module) => PACKAGE + module.slice(1) };
  }
  const base = root.protocol === "file:" ? relativeFolder(folder, root) : root.href;
  return { published: false, specifier: (module) => base + MODULES[module] };
}

/** From a folder to the tree, as a specifier with a `/` at its end; the tree's URL where no relative path leads there. */
function relativeFolder(folder: string, root: URL): string {
  // Both through the same function: they are compared as they are escaped.
  const [here, there] = [folder, fileURLToPath(root)].map((path) => pathToFileURL(path).pathname.replace(/\/$/, ""));
  const drive = (path: string): string => /^\/[A-Za-z]:/.exec(path)?.[0].toLowerCase() ?? "";
  if (drive(here) !== drive(there)) return root.href;
  const way = relative(here || "/", there || "/");
  if (way === "") return "./";
  return way.startsWith("..") ? `${way}/` : `./${way}/`;
}
