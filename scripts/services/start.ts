/**
 * Starting a server, and waiting until it answers.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { alone, placeOf, removeAll } from "./place.ts";
import { freePorts } from "./free_ports.ts";
import { endOf, install } from "./install.ts";
import { processMark } from "./process_mark.ts";
import { type Running, runningServer } from "./running.ts";
import type { Launch, Place, Server } from "./server.ts";
import { endProcess } from "./stop.ts";

/** How often a start is tried: between the choice of a port and its use somebody else may take it. */
const ATTEMPTS = 3;
const POLL_MS = 50;

/**
 * Installs the server where it is not yet, and starts it where it does not run. Several processes may ask at once: one
 * does it, all get the same server.
 *
 * @throws {Error} when it cannot be installed, or ends or stays silent instead of answering
 */
export async function start(server: Server, say: (line: string) => void): Promise<Running> {
  const place = placeOf(server.name);
  return await alone(place, async () => {
    const there = runningServer(server.name);
    if (there?.version === server.version) return there;
    if (there) await endProcess(there);
    await install(server, say);
    for (let attempt = 1;; attempt++) {
      try {
        return await startOnce(server, place);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  });
}

async function startOnce(server: Server, place: Place): Promise<Running> {
  for (const path of [place.running, place.log, place.data]) await removeAll(path);
  await Deno.mkdir(place.data, { recursive: true });
  const launch = server.launch(place, freePorts(server.ports));
  const { pid, mark } = await spawned(server.name, launch, place);
  const running: Running = {
    ...launch.facts,
    service: server.name,
    version: server.version,
    pid,
    mark,
    log: place.log,
  };
  const latest = performance.now() + server.patienceMs;
  while (!await launch.ready()) {
    if (processMark(pid) !== mark) {
      throw new Error(`Cannot start "${server.name}": it ended\n${await endOf(place.log)}`);
    }
    if (performance.now() > latest) {
      await endProcess(running);
      const waited = `it did not answer within ${server.patienceMs / 1000} s`;
      throw new Error(`Cannot start "${server.name}": ${waited}\n${await endOf(place.log)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  // Whoever reads the file without the lock sees all of it or nothing.
  await Deno.writeTextFile(`${place.running}.tmp`, JSON.stringify(running, undefined, 2) + "\n");
  await Deno.rename(`${place.running}.tmp`, place.running);
  return running;
}

/** Starts the program in a session of its own, so that a Ctrl-C meant for this one does not reach it. */
async function spawned(name: string, launch: Launch, place: Place): Promise<{ pid: number; mark: string }> {
  const redirected = 'log=$1; shift; exec "$@" >>"$log" 2>&1';
  const child = spawn("sh", ["-c", redirected, "sh", place.log, ...launch.command], {
    cwd: launch.folder,
    detached: true,
    stdio: "ignore",
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: place.data, ...launch.env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => reject(new Error(`Cannot start "${name}": ${cause.message}`, { cause })));
  });
  child.unref();
  const pid = child.pid!;
  // It keeps number and start time when the shell becomes the server.
  return { pid, mark: processMark(pid) ?? "ended" };
}
