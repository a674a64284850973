/**
 * versitygw: speaks S3 over a folder. It refuses wrong keys and knows conditional writes and versions.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { httpStatus } from "../ask.ts";
import type { Server } from "../server.ts";
import { GO } from "../tools.ts";

const VERSION = "1.8.0";
const ACCESS_KEY = "testkey";
const SECRET_KEY = "testsecret123";

export const s3: Server = {
  name: "s3",
  version: VERSION,
  summary: `versitygw ${VERSION}: S3 over a folder`,
  needs: [GO],
  ports: 1,
  patienceMs: 10_000,
  install: ({ place, run }) =>
    run(["go", "install", "-trimpath", "-ldflags=-s -w", `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`], {
      env: { GOBIN: place.server, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" },
    }),
  launch: ({ server, data }, [port]) => {
    // It takes a folder whose name begins like the bucket folder's for one inside that.
    const [buckets, accounts, metadata, versions] = ["buckets", "iam", "sidecar", "old"].map((name) =>
      join(data, name)
    );
    for (const folder of [buckets, accounts, metadata, versions]) mkdirSync(folder);
    const url = `http://127.0.0.1:${port}`;
    return {
      // Without a folder of accounts an unknown key is answered as no S3 does.
      command: [
        join(server, "versitygw"),
        ...["--port", `127.0.0.1:${port}`, "--quiet", "--keep-alive", "--health", "/health", "--iam-dir", accounts],
        ...["posix", "--sidecar", metadata, "--versioning-dir", versions, buckets],
      ],
      folder: data,
      env: { ROOT_ACCESS_KEY_ID: ACCESS_KEY, ROOT_SECRET_ACCESS_KEY: SECRET_KEY },
      facts: { url, port, region: "us-east-1", accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
      ready: async () => await httpStatus(`${url}/health`) === 200,
    };
  },
};
