/**
 * Databases for checking the SQLite plugin.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { from } from "../../../core/chain.ts";
import { makeEngine } from "../../../core/engine/api.ts";
import { sampleConversations } from "../../../conformance/mod.ts";
import { manyConversations } from "../../../conformance/samples.ts";
import { denoHost } from "../../../host/deno.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { sqliteStore } from "../../../plugins/sqlite/mod.ts";

/** Writes `store.db` anew: conversations, the same with one edited, or none. */
export async function writeDatabase(folder: string, version: "first" | "edited" | "empty"): Promise<void> {
  const path = `${folder}/store.db`;
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const [first, ...others] = [...sampleConversations(), ...manyConversations(120)];
  const edited = version === "edited" ? { ...first, title: "Edited" } : first;
  const units = version === "empty" ? [] : [edited, ...others].map((value) => ({ key: value.id, value }));
  const engine = makeEngine(denoHost, () => Promise.resolve(memory()));
  const report = await engine.run(from(memorySource({ units })).to(sqliteStore({ path })), {
    name: "database",
    stateFolder: folder,
  });
  if (report.status !== "ok") throw new Error(`Cannot write "${path}": the run is ${report.status}`);
}

/** Changes the text of one message in `store.db`, as a person with a database browser would. */
export function changeDatabase(folder: string): void {
  const database = new DatabaseSync(`${folder}/store.db`);
  database.exec("UPDATE message_data SET text = 'tampered', parts = NULL WHERE number = 1");
  database.close();
}
