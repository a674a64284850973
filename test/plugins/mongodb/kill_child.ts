/**
 * Writes 16 conversations of 10 messages to the database given first (connection string, name), and is killed at the
 * n-th effect of a kind: `before writing 2`.
 *
 * @module
 */
import { from, run } from "../../../mod.ts";
import { denoHost } from "../../../host/deno.ts";
import { sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { talk } from "./support.ts";

const [uri, database, stateFolder, at, count] = Deno.args;
let seen = 0;
const effect = (name: string) => {
  if (name === at && ++seen === Number(count)) Deno.kill(Deno.pid, "SIGKILL");
};
const units = Array.from({ length: 16 }, (_, i) => ({ key: `c${i}`, value: talk(`c${i}`, 10) }));
const pipeline = from(memorySource({ units, batchSize: 4 })).to(mongodbStore({ uri, database, validators: "off" }));
const report = await run(pipeline, {
  name: "kill",
  stateFolder,
  ledger: sqliteLedger(),
  host: { ...denoHost(), effect },
});
console.log(JSON.stringify({ status: report.status, ...report.sinks.mongodb }));
