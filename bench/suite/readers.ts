/**
 * The contenders of reading an export, ours and Python's.
 *
 * @module
 */
import { inTree } from "./inputs.ts";
import type { Contender } from "./interleave.ts";
import type { Peers } from "./peers.ts";

/** The peer that everything is compared with. */
export const JSON_LOAD = "Python json.load + walk";

/** `deno run` of a module of the tree, as users run it. */
export function denoRun(module: string, ...args: string[]): string[] {
  return [Deno.execPath(), "run", "-q", "-A", inTree(module), ...args];
}

/** Python's json: parse all, walk the canonical threads. Empty when there is no Python. */
export function jsonLoad({ python }: Peers, path: string): Contender[] {
  if (!python) return [];
  return [{ name: JSON_LOAD, command: [python.python, inTree("bench/peers/chatgpt_json_load.py"), path] }];
}

/** The same work with orjson and ijson, where they are installed. */
export function otherReaders({ orjson, ijson }: Peers, path: string): Contender[] {
  const contenders: Contender[] = [];
  if (orjson) {
    const command = [orjson.python, inTree("bench/peers/orjson_walk.py"), path];
    contenders.push({ name: "Python orjson + walk", command });
  }
  if (ijson) {
    const command = [ijson.python, inTree("bench/peers/ijson_walk.py"), path];
    contenders.push({ name: "Python ijson + walk (a stream)", command });
  }
  return contenders;
}

/** An export to canonical messages in so many threads. */
export function threadloomReader(name: string, path: string, threads: number): Contender {
  return { name, command: denoRun("bench/read/read_export.ts", path, String(threads)) };
}
