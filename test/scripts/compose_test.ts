/** The services with Docker are those of the tests, and open to nobody else. */
import assert from "node:assert/strict";
import { SERVERS } from "../../scripts/services/servers.ts";
import { parse } from "../../deps/yaml.ts";

interface Service {
  image?: string;
  ports?: string[];
  environment?: Record<string, string>;
  profiles?: string[];
  volumes?: string[];
}

const read = (file: string): string => Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url));
const compose = parse(read("compose.yaml"), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};

Deno.test("compose.yaml has the servers of the tests in their versions", () => {
  for (const { name, version } of SERVERS) {
    // The quick stand-in, and the emulator: a user has the real thing. MongoDB is the real one.
    if (["dynoxide", "lambda", "mongodb"].includes(name)) continue;
    assert.match(compose.services[name]?.image ?? "", new RegExp(`:v?${version.replaceAll(".", "\\.")}$`), name);
  }
  assert.match(compose.services.mongodb.image ?? "", /^mongo:\d+\.\d+$/);
});

Deno.test("compose.yaml opens ports to this machine alone, and declares what it keeps", () => {
  for (const [name, { ports = [], volumes = [] }] of Object.entries(compose.services)) {
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/, name);
    for (const volume of volumes.filter((one) => !one.startsWith("./"))) {
      assert.ok(Object.hasOwn(compose.volumes, volume.split(":")[0]), `${name}: ${volume}`);
    }
  }
  const { serve, threadloom } = compose.services;
  assert.ok(serve.environment?.THREADLOOM_TOKEN && serve.environment.AWS_ENDPOINT_URL_S3);
  assert.equal(threadloom.environment?.AWS_ENDPOINT_URL_S3, "http://s3:7070");
});

Deno.test("the Dockerfile builds on the Deno that everything else uses, and runs as nobody special", () => {
  const file = read("Dockerfile");
  assert.match(file, /^FROM denoland\/deno:2\.9\.6$/m);
  assert.match(read(".ci/run"), /npx -y deno@2\.9\.6/);
  assert.match(file, /^USER deno$/m);
  assert.ok(file.indexOf("USER deno") < file.indexOf("COPY"));
});
