/**
 * Writes `expected.json` of every case in `test/cases/chatgpt` and `test/cases/telegram`, and `test/cases/archive`, anew:
 * `deno run -A test/cases/update.ts`. Read the difference before keeping it.
 *
 * @module
 */
import { caseNames, caseText, FOLDER, mapCase } from "../plugins/chatgpt/conversation/cases.ts";
import { updateArchiveCase } from "../plugins/archive/cases.ts";
import * as telegram from "../plugins/telegram/cases.ts";

for (const name of caseNames()) {
  Deno.writeTextFileSync(new URL(`${name}/expected.json`, FOLDER), caseText(mapCase(name)));
}
for (const name of telegram.caseNames()) {
  const text = telegram.caseText(await telegram.readCase(name));
  Deno.writeTextFileSync(new URL(`${name}/expected.json`, telegram.FOLDER), text);
}
await updateArchiveCase();
