/**
 * The cases of `test/cases/telegram`: an export each (with an extension that no formatter touches), and what it is read as.
 *
 * @module
 */
import { bare, read } from "./support.ts";

/** Where the cases lie. */
export const FOLDER = new URL("../../cases/telegram/", import.meta.url);

/** Names of all cases. */
export function caseNames(): string[] {
  return [...Deno.readDirSync(FOLDER)].filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
}

/** Conversations, counts and losses of a case; the names of those that end in `_zoned` say that local times are Berlin's. */
export async function readCase(name: string): Promise<unknown> {
  const path = new URL(`${name}/export.txt`, FOLDER).pathname;
  const { conversations, report, letters } = await read(
    path,
    name.endsWith("_zoned") ? { timeZone: "Europe/Berlin" } : {},
  );
  return { conversations: bare(conversations), metrics: report.metrics, losses: letters.map(({ error }) => error) };
}

/** A case's expected text. */
export function expectedOf(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}/expected.json`, FOLDER));
}

/** JSON with everything that is no plain ASCII escaped, so that a reader of the file sees what is there. */
export function caseText(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return json.replace(/[^\n\x20-\x7e]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")) + "\n";
}
