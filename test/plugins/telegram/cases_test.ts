/** Files of every age of the format, and what becomes of them. */
import assert from "node:assert/strict";
import { caseNames, caseText, expectedOf, readCase } from "./cases.ts";

for (const name of caseNames()) {
  Deno.test(`telegramSource() reads ${name.replaceAll("_", " ")}`, async () => {
    assert.equal(caseText(await readCase(name)), expectedOf(name));
  });
}
