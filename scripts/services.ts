/**
 * The servers that tests run against, without containers: `deno task services start [name…] | stop | status | install`.
 *
 * @module
 */
import { suggest } from "../core/suggest.ts";
import { install, isInstalled } from "./services/install.ts";
import { alone, placeOf, servicesFolder } from "./services/place.ts";
import { runningServer } from "./services/running.ts";
import type { Server } from "./services/server.ts";
import { SERVERS } from "./services/servers.ts";
import { start } from "./services/start.ts";
import { stop } from "./services/stop.ts";

const say = (line: string): void => console.log(line);

const VERBS: { readonly [verb: string]: (server: Server) => Promise<void> } = {
  async install(server) {
    await alone(placeOf(server.name), () => install(server, say));
  },
  async start(server) {
    const { url, pid } = await start(server, say);
    say(`${server.name}: ${url} (process ${pid})`);
  },
  async stop(server) {
    say(`${server.name}: ${await stop(server.name) ? "stopped" : "did not run"}`);
  },
  async status(server) {
    const running = runningServer(server.name);
    const state = running ? `runs at ${running.url}` : await isInstalled(server) ? "installed" : "not installed";
    say(`${server.name.padEnd(10)} ${state.padEnd(42)} ${server.summary}`);
  },
};

/** How many are worked on at once: most of an installation is waiting for the network or one compiler. */
const AT_ONCE = 2;

async function main([verb, ...names]: string[]): Promise<number> {
  if (verb === undefined || !Object.hasOwn(VERBS, verb)) {
    console.error(`Cannot run "${verb ?? ""}": expected ${Object.keys(VERBS).join(", ")}, then names of servers`);
    return 2;
  }
  const unknown = names.filter((name) => !SERVERS.some((server) => server.name === name));
  if (unknown.length > 0) {
    const known = SERVERS.map(({ name }) => name);
    const meant = suggest(unknown[0], known);
    const question = meant ? `, did you mean "${meant}"?` : "";
    console.error(`Cannot find server "${unknown[0]}": the servers are ${known.join(", ")}${question}`);
    return 2;
  }
  const chosen = names.length === 0 ? [...SERVERS] : SERVERS.filter(({ name }) => names.includes(name));
  if (verb === "status") say(`in ${servicesFolder()}`);
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let server = chosen.shift(); server; server = chosen.shift()) {
      try {
        await VERBS[verb](server);
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: verb === "status" ? 1 : AT_ONCE }, work));
  return failed === 0 ? 0 : 1;
}

Deno.exit(await main(Deno.args));
