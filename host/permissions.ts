/**
 * What a run needs of the machine beside its plugins: where state is kept, and the code of the program.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Pipeline } from "../core/chain.ts";
import { takeApart } from "../core/engine/paths.ts";
import type { Ledger } from "../core/ledger.ts";
import { permissionsOf, pipelinePermissions, unitePermissions } from "../core/permissions.ts";
import type { Permissions } from "../core/plugin.ts";
import { homeOf, localModules } from "./program.ts";

/** Where a run keeps its state, and which program it belongs to. */
export interface RunPlaces {
  /** Folder for ledger, caches and scratch files. */
  stateFolder: string;
  /** @default SQLite in the state folder */
  ledger?: Ledger;
  /** URL of the module that counts as the program. @default Deno.mainModule */
  main?: string;
}

/** The folder by which ledgers mean the state folder, wherever that is. */
const STATE = ".threadloom";

/**
 * All that a run of the pipeline needs: its plugins' declarations, the state folder (scratch files lie there too), the
 * ledger, and where it has inline functions the modules whose text they stand in. Values are as Deno's flags take them;
 * paths of modules and of the state folder are as given, others as the plugins say.
 *
 * Modules that may not be read now are asked for by the folder of the main module. What inline functions do themselves
 * is not known.
 */
export async function runPermissions(pipeline: Pipeline, places: RunPlaces): Promise<Permissions> {
  const { stateFolder, ledger, main = Deno.mainModule } = places;
  const inline = takeApart(pipeline).leaves.some((leaf) => leaf.inline);
  const code = await codePermissions(main);
  return unitePermissions(
    pipelinePermissions(pipeline),
    ledgerPermissions(ledger),
    { read: [stateFolder], write: [stateFolder] },
    inline ? code : { import: code.import },
  );
}

function ledgerPermissions(ledger: Ledger | undefined): Permissions {
  const { read = [], write = [], ...rest } = permissionsOf(ledger);
  const elsewhere = (path: string): boolean => path !== STATE;
  return { ...rest, read: read.filter(elsewhere), write: write.filter(elsewhere) };
}

/** What reading the program's code needs, and the servers from which it has modules. */
async function codePermissions(main: string): Promise<Permissions> {
  if (Deno.build.standalone) return { read: [Deno.execPath()] };
  const own = import.meta.url;
  const urls = [main, own];
  const read: string[] = [];
  for await (const { url, text, remote } of localModules(main, false)) {
    if (text === undefined && url === main) return { read: [homeOf(main)], import: hostsOf(urls) };
    read.push(fileURLToPath(url));
    urls.push(...remote);
  }
  return { read, import: hostsOf(urls) };
}

function hostsOf(urls: readonly string[]): string[] {
  return urls.filter((url) => /^https?:/.test(url)).map((url) => {
    const { protocol, hostname, port } = new URL(url);
    return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  });
}
