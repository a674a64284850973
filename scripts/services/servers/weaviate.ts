/**
 * Weaviate itself, built so that it listens on loopback alone.
 *
 * @module
 */
import { join } from "node:path";
import { httpStatus } from "../ask.ts";
import type { Installation, Server } from "../server.ts";
import { GO } from "../tools.ts";

const VERSION = "1.39.0";
const MODULE = `github.com/weaviate/weaviate@v${VERSION}`;
/** What Go's checksum database has for the module: it is changed before it is built, so it is looked at first. */
const SUM = "h1:8RIQWPg1QGgMA0aUYtZXgYbfDHeE6watZ277sBZeW3A=";
/** The places that listen on every address of the machine, whatever the settings say. */
const LISTENING = [
  "adapters/handlers/grpc/server.go",
  "adapters/handlers/rest/clusterapi/grpc/server.go",
  "adapters/handlers/rest/clusterapi/serve.go",
  "adapters/handlers/rest/configure_api.go",
];

export const weaviate: Server = {
  name: "weaviate",
  version: VERSION,
  summary: `Weaviate ${VERSION}`,
  needs: [GO],
  ports: 6,
  patienceMs: 60_000,
  install,
  launch: ({ server, data }, [port, grpcPort, gossip, cluster, raft, raftRpc]) => {
    const url = `http://127.0.0.1:${port}`;
    return {
      command: [join(server, "weaviate-server"), "--scheme", "http", "--host", "127.0.0.1", "--port", String(port)],
      folder: data,
      env: {
        PERSISTENCE_DATA_PATH: join(data, "objects"),
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "true",
        AUTOSCHEMA_ENABLED: "false",
        DEFAULT_VECTORIZER_MODULE: "none",
        API_BASED_MODULES_DISABLED: "true",
        DISABLE_TELEMETRY: "true",
        GO_PROFILING_DISABLE: "true",
        LOG_LEVEL: "warning",
        GRPC_PORT: String(grpcPort),
        CLUSTER_HOSTNAME: "node1",
        CLUSTER_IN_LOCALHOST: "true",
        CLUSTER_BIND_ADDR: "127.0.0.1",
        CLUSTER_ADVERTISE_ADDR: "127.0.0.1",
        CLUSTER_GOSSIP_BIND_PORT: String(gossip),
        CLUSTER_DATA_BIND_PORT: String(cluster),
        RAFT_PORT: String(raft),
        RAFT_INTERNAL_RPC_PORT: String(raftRpc),
        RAFT_BOOTSTRAP_EXPECT: "1",
        RAFT_TIMEOUTS_MULTIPLIER: "1",
        // A full disk would make it refuse writes to some collections and not to others.
        DISK_USE_WARNING_PERCENTAGE: "0",
        DISK_USE_READONLY_PERCENTAGE: "0",
        MEMORY_WARNING_PERCENTAGE: "0",
        MEMORY_READONLY_PERCENTAGE: "0",
        GOMEMLIMIT: "2GiB",
      },
      facts: { url, port, grpcPort },
      ready: async () => await httpStatus(`${url}/v1/.well-known/ready`) === 200,
    };
  },
};

async function install({ place: { server }, run }: Installation): Promise<void> {
  const env = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-p=2 -buildvcs=false -mod=readonly" };
  await run(["sh", "-c", 'go mod download -json "$1" > module.json', "sh", MODULE], { env });
  const { Sum, Dir } = JSON.parse(await Deno.readTextFile(join(server, "module.json"))) as Record<string, string>;
  if (Sum !== SUM) throw new Error(`Cannot install "weaviate": its module has the sum ${Sum}, expected ${SUM}`);
  const source = join(server, "source");
  await run(["cp", "-r", Dir, source]);
  await run(["chmod", "-R", "u+w", source]);
  for (const file of LISTENING) {
    const text = await Deno.readTextFile(join(source, file));
    const bound = text.replaceAll('fmt.Sprintf(":%d"', 'fmt.Sprintf("127.0.0.1:%d"');
    if (bound === text) throw new Error(`Cannot install "weaviate": ${file} listens nowhere, expected a port to bind`);
    await Deno.writeTextFile(join(source, file), bound);
  }
  const program = join(server, "weaviate-server");
  await run(["go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./cmd/weaviate-server"], {
    cwd: source,
    env,
  });
  await Deno.remove(source, { recursive: true });
}
