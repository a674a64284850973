/**
 * Which peers are there to be compared with. They are optional: what is missing is left out, and said.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** A Python library and the interpreter that has it. */
export interface PythonLibrary {
  python: string;
  version: string;
}

/** The peers of this machine; absent: not installed. */
export interface Peers {
  python?: PythonLibrary;
  orjson?: PythonLibrary;
  ijson?: PythonLibrary;
  pandas?: PythonLibrary;
  duckdb?: PythonLibrary;
  tiktoken?: PythonLibrary;
  boto3?: PythonLibrary;
  /** What is missing and how to get it; one line each. */
  missing: string[];
}

const VENV = fileURLToPath(new URL("../../.services/bench-venv/bin/python", import.meta.url));

/** Looks for Python and the libraries. */
export async function findPeers(): Promise<Peers> {
  const python = await ask("python3", "sys", "sys.version.split()[0]");
  const peers: Peers = { missing: [] };
  if (python === undefined) {
    peers.missing.push("python3 is not installed: Python's json, orjson, ijson and tiktoken are left out");
    return peers;
  }
  peers.python = python;
  for (const name of ["orjson", "ijson", "pandas", "duckdb", "tiktoken", "boto3"] as const) {
    const version = `${name}.__version__`;
    const found = await ask(VENV, name, version) ?? await ask("python3", name, version);
    if (found) peers[name] = found;
    else peers.missing.push(`${name} is not installed and left out: bash bench/install_peers.sh`);
  }
  return peers;
}

/** What the figures were taken beside, in one line. */
export function describePeers({ python, orjson, ijson, pandas, duckdb, tiktoken, boto3 }: Peers): string {
  const names = [
    ["Python", python],
    ["orjson", orjson],
    ["ijson", ijson],
    ["pandas", pandas],
    ["DuckDB", duckdb],
    ["tiktoken", tiktoken],
    ["boto3", boto3],
  ] as const;
  return names.map(([name, found]) => found ? `${name} ${found.version}` : `no ${name}`).join(", ");
}

/** The interpreter's own path (not that of a script in front of it), if it has the module. */
async function ask(program: string, module: string, expression: string): Promise<PythonLibrary | undefined> {
  const script = `import sys, json, ${module}\nprint(json.dumps([sys.executable, ${expression}]))`;
  try {
    const { success, stdout } = await new Deno.Command(program, { args: ["-c", script], stderr: "null" }).output();
    if (!success) return undefined;
    const [python, version] = JSON.parse(new TextDecoder().decode(stdout)) as [string, string];
    return { python, version };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
