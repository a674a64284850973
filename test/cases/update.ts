/**
 * Writes `expected.json` of every case in `test/cases/chatgpt` anew: `deno run -RW test/cases/update.ts`. Read the
 * difference before keeping it.
 *
 * @module
 */
import { caseNames, caseText, FOLDER, mapCase } from "../plugins/chatgpt/conversation/cases.ts";

for (const name of caseNames()) {
  Deno.writeTextFileSync(new URL(`${name}/expected.json`, FOLDER), caseText(mapCase(name)));
}
