/**
 * A process of its own that reads an export and says what it cost: `deno run -A visit_child.ts EXPORT THREADS`.
 *
 * @module
 */
import { visitRecords } from "../../mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { highest } from "./highest.ts";

const [path, threads] = Deno.args;
const visitor = new URL("../../bench/read/count_visitor.ts", import.meta.url);
const { read } = await visitRecords(chatgptSource({ path }), visitor, { threads: Number(threads) });
console.log(JSON.stringify({ read, highest: highest() }));
