/**
 * The main job on invented data: makes a ChatGPT export, imports it, imports a later export of the same account, and
 * searches. Everything lies in `threadloom-demo/` afterwards.
 *
 * Run it with `deno task demo`.
 *
 * @module
 */
import { main } from "../cli/main.ts";
import { sampleExport, writeSampleExport } from "./sample_export/mod.ts";

const FOLDER = "threadloom-demo";
const OUT = ["--out", `${FOLDER}/chats`];

/** Runs one command as a person would have typed it. */
async function threadloom(...words: string[]): Promise<void> {
  const all = [...words, ...OUT];
  console.log(`\n$ threadloom ${all.map((word) => /[^\w./:=-]/.test(word) ? `"${word}"` : word).join(" ")}\n`);
  const code = await main(all, (module) => import(`../cli/${module}`));
  if (code !== 0) Deno.exit(code);
}

await Deno.remove(FOLDER, { recursive: true }).catch((error) => {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
});
await Deno.mkdir(FOLDER);
const [first, second] = [1, 2].map((edition) => `${FOLDER}/${sampleExport({ edition: edition as 1 | 2 }).name}`);
await writeSampleExport(first, { edition: 1 });
await writeSampleExport(second, { edition: 2 });
console.log(`Two exports of an invented account lie in ${FOLDER}/.`);

await threadloom("import", first, "--markdown", "--quiet");
await threadloom("import", second);
await threadloom("search", "sourdough OR 京都", "--limit", "3");

console.log(`
The database is ${FOLDER}/chats/threadloom.db, the Markdown files are in ${FOLDER}/chats/markdown/; open
${FOLDER}/chats/archive/index.html in a browser to read and search them.
Search it:        deno task threadloom search <words> ${OUT.join(" ")}
Import your own:  deno task threadloom import <your export.zip>
(with npx: npx -y deno@2.9.6 task threadloom …)`);
