/**
 * The first answer of a process: `first.ts <file> <set> <count>` prints the seconds from opening the store on.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { openVectors } from "../../plugins/vectors/mod.ts";
import { SETS } from "./sets.ts";

if (import.meta.main) {
  const [path, set, size] = Deno.args;
  const query = SETS[set].open(Number(size))(Number(size));
  const opened = performance.now();
  const vectors = openVectors(path, denoHost().files);
  const near = await vectors.nearest(query, { limit: 10 });
  console.log(JSON.stringify({ seconds: (performance.now() - opened) / 1000, found: near.length }));
  vectors.close();
}
