/**
 * SecantusDB: speaks MongoDB's protocol. Writes that ask for the journal (`journal: true`) survive a kill; others may not.
 *
 * @module
 */
import { join } from "node:path";
import { listens } from "../ask.ts";
import type { Server } from "../server.ts";
import { PYTHON } from "../tools.ts";

const VERSION = "0.7.0b3";

export const mongodb: Server = {
  name: "mongodb",
  version: VERSION,
  summary: `SecantusDB ${VERSION}: MongoDB's protocol, as a replica set of one`,
  needs: [PYTHON],
  ports: 1,
  patienceMs: 30_000,
  async install({ place: { server }, run }) {
    await run(["python3", "-m", "venv", server]);
    await run([join(server, "bin", "pip"), "install", "--no-input", "--quiet", `SecantusDB==${VERSION}`]);
  },
  launch: ({ server, data }, [port]) => ({
    command: [
      join(server, "bin", "secantusd-py"),
      ...["--host", "127.0.0.1", "--port", String(port), "--storage-path", join(data, "files")],
    ],
    folder: data,
    env: {},
    facts: { url: `mongodb://127.0.0.1:${port}/?directConnection=true`, port },
    ready: () => listens(port),
  }),
};
