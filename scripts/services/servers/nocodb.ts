/**
 * NocoDB itself, over SQLite.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { httpStatus } from "../ask.ts";
import type { Server } from "../server.ts";
import { COMPILER, MAKE, NODE, NPM, PYTHON } from "../tools.ts";

const VERSION = "0.301.3";
const START = "start_nocodb.mjs";
const PACKAGE = {
  private: true,
  type: "module",
  dependencies: { nocodb: VERSION, "node-gyp": "11.4.2" },
  // NocoDB asks for a build of it that lies in no registry.
  overrides: { xlsx: "0.18.5" },
};

export const nocodb: Server = {
  name: "nocodb",
  version: VERSION,
  summary: `NocoDB ${VERSION} over SQLite`,
  needs: [NODE, NPM, COMPILER, MAKE, PYTHON],
  ports: 1,
  patienceMs: 120_000,
  async install({ place: { server }, run }) {
    await Deno.writeTextFile(join(server, "package.json"), JSON.stringify(PACKAGE));
    await Deno.copyFile(fileURLToPath(new URL(`../node/${START}`, import.meta.url)), join(server, START));
    await run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]);
    // The one native part it cannot do without; built against the headers that came with Node.js, if they did.
    const headers = await nodeHeaders();
    await run([join(server, "node_modules/.bin/node-gyp"), "rebuild", "-j", "2", ...headers], {
      cwd: join(server, "node_modules/sqlite3"),
    });
  },
  launch: ({ server, data }, [port]) => {
    const url = `http://127.0.0.1:${port}`;
    const [email, password] = ["admin@example.com", "Passw0rd!x"];
    return {
      command: ["node", join(server, START)],
      folder: data,
      env: {
        PORT: String(port),
        NC_TOOL_DIR: data,
        NC_PUBLIC_URL: url,
        NC_ADMIN_EMAIL: email,
        NC_ADMIN_PASSWORD: password,
        // Tokens stay good when it is killed and started again on the same data.
        NC_AUTH_JWT_SECRET: "threadloom-tests",
        NC_DISABLE_TELE: "true",
        NC_DISABLE_ERR_REPORTS: "true",
      },
      facts: { url, port, email, password },
      ready: async () => await httpStatus(`${url}/api/v1/health`) === 200,
    };
  },
};

async function nodeHeaders(): Promise<string[]> {
  const asked = new Deno.Command("node", { args: ["-p", "require('path').resolve(process.execPath, '../..')"] });
  const prefix = new TextDecoder().decode((await asked.output()).stdout).trim();
  try {
    await Deno.stat(join(prefix, "include/node/node.h"));
    return [`--nodedir=${prefix}`];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
