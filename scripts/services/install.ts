/**
 * Installing a server once.
 *
 * @module
 */
import { placeOf, removeAll } from "./place.ts";
import type { Installation, Place, Server } from "./server.ts";
import { missingTools } from "./tools.ts";

/** How much of a log an error shows, lines. */
const SHOWN = 15;

/** True when this very version lies there, whole. */
export async function isInstalled(server: Server): Promise<boolean> {
  try {
    return await Deno.readTextFile(placeOf(server.name).stamp) === stampOf(server);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Installs a server where its version is not there yet. Called with the place's lock held.
 *
 * @throws {Error} when a program is missing or fails; no stamp is left then, and the next call begins anew
 */
export async function install(server: Server, say: (line: string) => void): Promise<void> {
  if (await isInstalled(server)) return;
  const place = placeOf(server.name);
  const missing = await missingTools(server.needs);
  if (missing.length > 0) throw new Error(`Cannot install "${server.name}": it needs ${missing.join(" and ")}`);
  say(`${server.name}: installing ${server.version}`);
  const began = performance.now();
  await removeAll(place.stamp);
  await removeAll(place.server);
  await removeAll(place.installLog);
  await Deno.mkdir(place.server, { recursive: true });
  await server.install(installationIn(server.name, place));
  await Deno.writeTextFile(place.stamp, stampOf(server));
  say(`${server.name}: installed in ${Math.round((performance.now() - began) / 1000)} s`);
}

function stampOf(server: Server): string {
  return `${server.name} ${server.version} for ${Deno.build.target}\n`;
}

function installationIn(name: string, place: Place): Installation {
  return {
    place,
    async run(command, options = {}) {
      // The shell is replaced by the program once its output goes to the log.
      const { code } = await new Deno.Command("sh", {
        args: ["-c", 'log=$1; shift; exec "$@" >>"$log" 2>&1', "sh", place.installLog, ...command],
        cwd: options.cwd ?? place.server,
        env: options.env,
        stdin: "null",
      }).output();
      if (code === 0) return;
      throw new Error(
        `Cannot install "${name}": "${command.slice(0, 3).join(" ")}" ended with ${code}, see ${place.installLog}, ` +
          `which ends with\n${await endOf(place.installLog)}`,
      );
    },
  };
}

/** The last lines of a log. */
export async function endOf(log: string): Promise<string> {
  const text = await Deno.readTextFile(log);
  return text.trimEnd().split("\n").slice(-SHOWN).map((line) => `  | ${line.slice(0, 300)}`).join("\n");
}
