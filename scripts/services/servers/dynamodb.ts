/**
 * DynamoDB Local, Amazon's own: the one to be right with.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { httpStatus } from "../ask.ts";
import type { Server } from "../server.ts";
import { JAVA, MAVEN } from "../tools.ts";

const JAVA_FILES = fileURLToPath(new URL("../java", import.meta.url));
const PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

export const dynamodb: Server = {
  name: "dynamodb",
  version: "3.3.1",
  summary: "DynamoDB Local 3.3.1: Amazon's own server",
  needs: [JAVA, MAVEN],
  ports: 1,
  patienceMs: 60_000,
  async install({ place: { server }, run }) {
    const jars = join(server, "lib");
    // Maven may write beside what it is given.
    const pom = join(server, "pom.xml");
    await Deno.copyFile(join(JAVA_FILES, "pom.xml"), pom);
    await run(["mvn", "-q", "-B", "-f", pom, PLUGIN, `-DoutputDirectory=${jars}`, "-DincludeScope=runtime"]);
    await run(["javac", "-cp", join(jars, "*"), "-d", server, join(JAVA_FILES, "LoopbackOnly.java")]);
  },
  launch: ({ server, data }, [port]) => ({
    command: [
      "java",
      // Starts in half the time, and tests are over before a better compiler would pay.
      ...["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
      ...[`-Djava.library.path=${join(server, "lib")}`, "-cp", `${server}:${join(server, "lib")}/*`],
      ...["LoopbackOnly", "-inMemory", "-sharedDb", "-disableTelemetry", "-port", String(port)],
    ],
    folder: data,
    env: { DDB_LOCAL_TELEMETRY: "0" },
    facts: {
      url: `http://127.0.0.1:${port}`,
      port,
      region: "us-east-1",
      // Letters and digits alone: it refuses others.
      accessKeyId: "testkey",
      secretAccessKey: "testsecret123",
    },
    ready: async () => await httpStatus(`http://127.0.0.1:${port}/`) !== undefined,
  }),
};
