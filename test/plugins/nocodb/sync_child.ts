/**
 * NocoDB into SQLite, and SQLite into MongoDB, as a program of its own: what to sync is told as JSON in the first
 * argument. It is killed at the n-th effect, if there is one.
 *
 * @module
 */
import { from, type Report, run } from "../../../mod.ts";
import { denoHost } from "../../../host/deno.ts";
import { sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { nocodbSource } from "../../../plugins/nocodb/mod.ts";
import { sqliteSource, sqliteStore } from "../../../plugins/sqlite/mod.ts";

/** What to sync. */
export interface Job {
  baseUrl: string;
  token: string;
  base: string;
  uri: string;
  database: string;
  folder: string;
  killAt?: number;
  full?: boolean;
  mirror?: boolean;
}

/** What is told of a run. */
export type Told = Pick<Report, "status" | "source" | "metrics"> & { puts: number; deletes: number };

if (import.meta.main) {
  const job: Job = JSON.parse(Deno.args[0]);
  const { baseUrl, token, base, uri, database, folder, killAt, full, mirror } = job;
  let effects = 0;
  const effect = () => {
    if (++effects === killAt) Deno.kill(Deno.pid, "SIGKILL");
  };
  const path = `${folder}/record.db`;
  const source = nocodbSource({
    baseUrl,
    token,
    base,
    requestsPerSecond: 10_000,
    overlapSeconds: 0,
    timeoutMs: 5_000,
    pageSize: 20,
  });
  const options = { host: { ...denoHost(), effect }, ledger: sqliteLedger(), full, mirror, maxDelete: "100%" as const };
  const collected = await run(from(source).to(sqliteStore({ path })), {
    ...options,
    name: "collect",
    stateFolder: `${folder}/collect`,
  });
  const stored = await run(from(sqliteSource({ path })).to(mongodbStore({ uri, database, validators: "off" })), {
    ...options,
    name: "store",
    stateFolder: `${folder}/store`,
  });
  console.log(JSON.stringify({ effects, collected: told(collected, "sqlite"), stored: told(stored, "mongodb") }));
}

function told({ status, source, metrics, sinks }: Report, sink: string): Told {
  const { puts, deletes } = sinks[sink];
  return { status, source, metrics, puts, deletes };
}
