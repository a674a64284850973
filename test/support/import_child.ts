/**
 * A process of its own that imports an export into a database and says what it cost:
 * `deno run -A import_child.ts EXPORT FOLDER`.
 *
 * @module
 */
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { from, run } from "../../mod.ts";
import { highest } from "./highest.ts";

const [path, folder] = Deno.args;
const pipeline = from(chatgptSource({ path })).to(sqliteStore({ path: `${folder}/threadloom.db` }));
const { source } = await run(pipeline, { name: "child", stateFolder: `${folder}/state` });

console.log(JSON.stringify({ ...source, highest: highest() }));
