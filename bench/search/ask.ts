/**
 * Searches a database: `ask.ts <database> <times>` prints the median milliseconds of each query.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { search } from "../../plugins/sqlite/mod.ts";
import { median } from "../suite/interleave.ts";
import { LIKE, QUERIES } from "./queries.ts";

function time(work: () => number): { ms: number; found: number } {
  const started = performance.now();
  const found = work();
  return { ms: performance.now() - started, found };
}

if (import.meta.main) {
  const [path, times] = Deno.args;
  const answers: { [name: string]: { ms: number; found: number } } = {};
  for (const { name, query } of QUERIES) {
    // Each call opens the database anew, as the command does.
    const runs = Array.from({ length: Number(times) + 1 }, () => time(() => search(path, query).length)).slice(1);
    answers[name] = { ms: median(runs.map(({ ms }) => ms)), found: runs[0].found };
  }
  const database = new DatabaseSync(path, { readOnly: true });
  const like = database.prepare("SELECT conversation_id, id FROM messages WHERE text LIKE ? LIMIT 20");
  answers["LIKE over the view `messages`, a rare word"] = time(() => like.all(`%${LIKE}%`).length);
  database.close();
  console.log(JSON.stringify({ answers }));
}
