/**
 * Checks of an import's folder: there, writable, roomy, not held, of a version that is known.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { denoHost } from "../../host/deno.ts";
import { formatBytes } from "../format.ts";
import { readMemory } from "../import/memory.ts";
import { type Check, type Finding, messageOf } from "./finding.ts";

/** Less free space than this is worth a look. Bytes. */
const LITTLE = 2e9;

/** Larger databases are not read through: it would take minutes. Bytes. */
const QUICK = 1e9;

/** What the folder is, and what it remembers. */
export const checkFolder: Check = async (folder) => {
  try {
    const found = await denoHost().files.stat(folder.root);
    if (!found) return [{ check: "folder", state: "ok", says: `${folder.root} is not there yet: import makes it` }];
    if (found.kind !== "folder") {
      return [{
        check: "folder",
        state: "wrong",
        says: `${folder.root} is no folder`,
        todo: "name another folder with --out DIR",
      }];
    }
    const memory = await readMemory(denoHost().files, folder);
    if (!memory) return [{ check: "folder", state: "ok", says: `${folder.root}: nothing was imported there` }];
    const outputs = ["database", ...(["archive", "markdown", "jsonl"] as const).filter((name) => memory[name])];
    return [{ check: "folder", state: "ok", says: `${folder.root} keeps ${outputs.join(", ")}` }];
  } catch (error) {
    return [{ check: "folder", state: "wrong", says: messageOf(error), todo: "make the folder readable" }];
  }
};

/** Whether files can be made there, by making one. */
export const checkWritable: Check = async ({ root }) => {
  const place = await nearestFolder(root);
  try {
    await Deno.remove(await Deno.makeTempFile({ dir: place, prefix: ".threadloom-doctor-" }));
    return [{ check: "writable", state: "ok", says: `files can be made in ${place}` }];
  } catch (error) {
    return [{
      check: "writable",
      state: "wrong",
      says: `no file can be made in ${place}: ${messageOf(error)}`,
      todo: "give yourself the right to write there, or name another folder with --out DIR",
    }];
  }
};

/** Free space, where the system says it. */
export const checkSpace: Check = async ({ root }) => {
  try {
    const { bavail, bsize } = await statfs(await nearestFolder(root));
    const free = bavail * bsize;
    const says = `${formatBytes(free)} free`;
    if (free >= LITTLE) return [{ check: "space", state: "ok", says }];
    const todo = "an import takes about twice the size of the unpacked conversations: make room, or use another disk";
    return [{ check: "space", state: "warning", says, todo }];
  } catch (error) {
    return [{
      check: "space",
      state: "warning",
      says: `the system does not say how much is free: ${messageOf(error)}`,
    }];
  }
};

/** Whether a run holds the folder. */
export const checkLocks: Check = async ({ state, outputsState }) => {
  const host = denoHost();
  const findings: Finding[] = [];
  for (const folder of [state, outputsState]) {
    const path = join(folder, "lock");
    if (!await host.files.stat(path)) continue;
    try {
      const lock = await host.locks.take(path, "threadloom doctor");
      if ("heldBy" in lock) {
        const todo = "wait until it has ended; a run that was ended by force holds nothing";
        findings.push({ check: "lock", state: "warning", says: `held: ${lock.heldBy}`, todo });
      } else await lock.release();
    } catch (error) {
      findings.push({ check: "lock", state: "wrong", says: messageOf(error), todo: `look at the rights of ${path}` });
    }
  }
  return findings.length > 0 ? findings : [{ check: "lock", state: "ok", says: "no run is under way" }];
};

/** Whether the database is whole and of a version that is known. */
export const checkDatabase: Check = async ({ database, state }) => {
  const { files } = denoHost();
  const { DatabaseSync: Database } = await import("node:sqlite");
  const findings: Finding[] = [];
  for (const [check, path] of [["database", database], ["ledger", join(state, "ledger.db")]]) {
    const found = await files.stat(path);
    if (!found) {
      if (check === "database" && await files.stat(join(state, "ledger.db"))) findings.push(lost(path));
      continue;
    }
    try {
      const opened = new Database(path, { readOnly: true });
      try {
        const { user_version: version } = opened.prepare("PRAGMA user_version").get() as { user_version: number };
        const whole = found.size > QUICK ? "ok" : firstFault(opened);
        const says = `${path}: ${formatBytes(found.size)}, version ${version}`;
        findings.push(
          whole === "ok"
            ? { check, state: "ok", says }
            : { check, state: "wrong", says: `${says}, damaged: ${whole}`, todo: "put it aside and import again" },
        );
      } finally {
        opened.close();
      }
    } catch (error) {
      const todo = "if it is no database of threadloom, put it aside and import again";
      findings.push({ check, state: "wrong", says: `${path}: ${messageOf(error)}`, todo });
    }
  }
  return findings;
};

/** What was imported is remembered, and the database is not there. */
function lost(path: string): Finding {
  const todo = "import your exports again: that makes it anew";
  return { check: "database", state: "wrong", says: `${path} is not there`, todo };
}

function firstFault(database: DatabaseSync): string {
  return (database.prepare("PRAGMA quick_check(1)").get() as { quick_check: string }).quick_check;
}

async function nearestFolder(path: string): Promise<string> {
  const { files } = denoHost();
  let place = path;
  while (dirname(place) !== place && (await files.stat(place))?.kind !== "folder") place = dirname(place);
  return place;
}
