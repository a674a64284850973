/**
 * dynoxide: speaks DynamoDB, starts in a moment, keeps everything in memory.
 *
 * @module
 */
import { join } from "node:path";
import { httpStatus } from "../ask.ts";
import type { Server } from "../server.ts";
import { NODE, NPM } from "../tools.ts";

const VERSION = "1.2.1";

/** What npm calls the program for this machine. */
const PACKAGE = `@dynoxide/${Deno.build.os === "darwin" ? "darwin" : "linux"}-${
  Deno.build.arch === "aarch64" ? "arm64" : "x64"
}`;

export const dynoxide: Server = {
  name: "dynoxide",
  version: VERSION,
  summary: `dynoxide ${VERSION}: DynamoDB's API, quick, for most tests`,
  needs: [NODE, NPM],
  ports: 1,
  patienceMs: 10_000,
  install: ({ place, run }) =>
    run(["npm", "install", "--no-audit", "--no-fund", "--prefix", place.server, `${PACKAGE}@${VERSION}`]),
  launch: ({ server, data }, [port]) => ({
    command: [
      join(server, "node_modules", PACKAGE, "dynoxide"),
      "serve",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
    ],
    folder: data,
    env: {},
    facts: {
      url: `http://127.0.0.1:${port}`,
      port,
      region: "us-east-1",
      accessKeyId: "testkey",
      secretAccessKey: "testsecret123",
    },
    ready: async () => await httpStatus(`http://127.0.0.1:${port}/`) !== undefined,
  }),
};
