/**
 * cargo-lambda's emulator of Lambda's runtime API: hands what is posted to a function to the process that asks for it.
 *
 * @module
 */
import { join } from "node:path";
import { listens } from "../ask.ts";
import type { Server } from "../server.ts";
import { PYTHON } from "../tools.ts";

const VERSION = "1.9.2";

/** It wants a project to watch; nothing of it is ever built. */
const PROJECT = {
  "Cargo.toml": '[package]\nname = "fn"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n',
  "src/main.rs": "fn main() {}\n",
};

/** It hands calls to functions of these names alone; several, so that tests beside one another do not meet. */
const FUNCTIONS = ["fn", ...Array.from({ length: 9 }, (_, i) => `fn${i + 1}`)];

/** What `cargo metadata` says of the project. Where there is no Rust, a script that says it stands in for cargo. */
function metadataOf(folder: string): string {
  const id = `path+file://${folder}#fn@0.0.0`;
  const program = { kind: ["bin"], crate_types: ["bin"], src_path: `${folder}/src/main.rs`, edition: "2021" };
  const targets = FUNCTIONS.map((name) => ({ name, ...program }));
  const manifest = { manifest_path: `${folder}/Cargo.toml`, dependencies: [], features: {}, edition: "2021" };
  const members = { workspace_members: [id], workspace_default_members: [id], workspace_root: folder };
  const one = { name: "fn", version: "0.0.0", id, targets, ...manifest };
  return JSON.stringify({ packages: [one], ...members, target_directory: `${folder}/target`, version: 1 });
}

export const lambda: Server = {
  name: "lambda",
  version: VERSION,
  summary: `cargo-lambda ${VERSION}: Lambda's runtime API`,
  needs: [PYTHON],
  ports: 1,
  patienceMs: 20_000,
  async install({ place: { server }, run }) {
    await run(["python3", "-m", "venv", server]);
    // What it would bring along is a compiler for programs in Rust.
    const pip = join(server, "bin", "pip");
    await run([pip, "install", "--no-input", "--quiet", "--no-deps", `cargo-lambda==${VERSION}`]);
    await Deno.mkdir(join(server, "project/src"), { recursive: true });
    for (const [file, text] of Object.entries(PROJECT)) await Deno.writeTextFile(join(server, "project", file), text);
  },
  launch({ server, data }, [port]) {
    const project = join(server, "project");
    const cargo = join(data, "cargo");
    const script = `#!/bin/sh\ncat <<'END'\n${metadataOf(project)}\nEND\n`;
    Deno.writeTextFileSync(cargo, script, { mode: 0o755 });
    return {
      command: [
        join(server, "bin", "cargo-lambda"),
        ...["lambda", "watch", "--only-lambda-apis", "--invoke-address", "127.0.0.1", "--invoke-port", String(port)],
      ],
      folder: project,
      env: { CARGO: cargo, PATH: `${data}:${Deno.env.get("PATH") ?? ""}` },
      facts: {
        url: `http://127.0.0.1:${port}`,
        port,
        /** For AWS_LAMBDA_RUNTIME_API, with a slash and the function's name behind it. */
        runtimeApi: `127.0.0.1:${port}/.rt`,
        functions: FUNCTIONS.join(" "),
      },
      // A request would be taken for a call of a function and wait for one to answer it.
      ready: () => listens(port),
    };
  },
};
