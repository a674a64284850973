/**
 * A process of its own that imports an export into a database and says what it cost:
 * `deno run -A import_child.ts EXPORT FOLDER`.
 *
 * @module
 */
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { from, run } from "../../mod.ts";

const [path, folder] = Deno.args;
const pipeline = from(chatgptSource({ path })).to(sqliteStore({ path: `${folder}/threadloom.db` }));
const { source } = await run(pipeline, { name: "child", stateFolder: `${folder}/state` });

/** Most memory held at once, bytes; now, where the system does not say. */
function highest(): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"));
    if (found) return Number(found[1]) * 1024;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return Deno.memoryUsage().rss;
}

console.log(JSON.stringify({ ...source, highest: highest() }));
