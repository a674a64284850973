/**
 * Makes the fixtures of this version: folders of an import as a kill left them. Run it once before each release:
 *
 * ```sh
 * deno run -A test/crash/make_fixture.ts
 * ```
 *
 * They are packed, so that no tool that formats, ignores or converts files changes a byte of them.
 *
 * @module
 */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../cli/version.ts";
import { denoHost } from "../../host/deno.ts";
import { countEffects, crashAt } from "../support/crash_host.ts";
import { zip } from "../support/zip_writer.ts";
import { command } from "./command.ts";
import { filesBelow } from "./dump.ts";
import { writeEditions } from "./editions.ts";
import { inScratch, startFrom } from "./sweep.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
const TARGET = fileURLToPath(new URL(`../fixtures/interrupted-${VERSION}/`, import.meta.url));

/** By name of the fixture: the effect at which the second import is killed; `after` counts effects from there. */
const KILLS = [
  // The changes are in the database's journal, and the ledger does not know of them.
  { name: "in_the_database", effect: /^sqlite: after commit$/, after: 0 },
  // Some files renamed, some written, all of it announced, and the index not written yet.
  { name: "in_the_outputs", effect: /^commit .*\.md$/, after: 1 },
];

async function make(folder: string, { name, effect, after }: typeof KILLS[number]): Promise<void> {
  const out = join(folder, "import");
  const { older, first, second, third } = await writeEditions(join(out, "exports"));
  await Deno.remove(join(out, "exports", third));
  const words = (...names: string[]): string[] => [
    "import",
    ...names.map((name) => join(out, "exports", name)),
    "--out",
    out,
  ];
  const begun = await command([...words(older, first), "--markdown", "--jsonl"], denoHost());
  if (begun.code !== 0) throw new Error(`Cannot make the fixture: ${begun.err}`);
  await startFrom(out, join(folder, "before"));
  const effects = await countEffects(CHILD, words(second));
  await Deno.remove(out, { recursive: true });
  await Deno.rename(join(folder, "before"), out);
  const { crashed, stderr } = await crashAt(
    CHILD,
    words(second),
    effects.findIndex((one) => effect.test(one)) + 1 + after,
  );
  if (!crashed) throw new Error(`Cannot make the fixture: the process was not killed: ${stderr}`);
  await Deno.mkdir(TARGET, { recursive: true });
  await Deno.writeFile(join(TARGET, `${name}.zip`), zip(await members(out, folder)));
}

/** What lies in the folder, without what SQLite makes anew from the journal beside it. */
async function members(out: string, secret: string): Promise<Parameters<typeof zip>[0]> {
  const found: Parameters<typeof zip>[0] = [];
  for (const path of await filesBelow(out)) {
    if (path.endsWith("-shm")) continue;
    // A lock names the process that held it; nobody does any more.
    const data = path.endsWith("lock") ? new Uint8Array() : await Deno.readFile(path);
    if (new TextDecoder("latin1").decode(data).includes(secret)) {
      throw new Error(`Cannot make the fixture: "${path}" holds a path of this machine`);
    }
    found.push({ name: relative(out, path).replaceAll("\\", "/"), data, method: "deflate" });
  }
  return found;
}

for (const one of KILLS) await inScratch((folder) => make(folder, one));
