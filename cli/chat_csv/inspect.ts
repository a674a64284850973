/**
 * Chats as a table, looked at before anything is made of them.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes, formatCount } from "../format.ts";
import { detectSource } from "../import/detect.ts";
import { shellWord } from "../shell.ts";
import { plainText } from "../plain_text.ts";

type Asked = Pick<Call, "load" | "output">;

/** Those of the inputs that are tables of chats. */
export async function chatTablesAmong({ load }: Asked, host: Host, inputs: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const input of inputs) {
    if ((await detectSource(load, host, input))?.plugin === "chat_csv") found.push(input);
  }
  return found;
}

/** Says what each file holds, and what to run. */
export async function inspectChatTables(
  { load, output }: Asked,
  host: Host,
  inputs: readonly string[],
): Promise<number> {
  const { lookThrough } = await load("../plugins/chat_csv/mod.ts");
  for (const path of inputs) {
    const found = await lookThrough(path, host);
    if (output.json) {
      output.data({ format: "chat_csv", path, ...found });
      continue;
    }
    const { line, strong } = output;
    line(strong(plainText(path)));
    line("  what           chats of a platform as a table (CSV)");
    line(`  rows           ${formatCount(found.rows)}, with ${countOf(found.columns.length, "column")}`);
    line(
      `  written as     ${found.encoding}, delimiter ${JSON.stringify(found.delimiter)}, ${formatBytes(found.bytes)}`,
    );
    line(`  SHA-256        ${found.sha256}`);
    if (found.missingColumns.length > 0) line(`  not in it      ${found.missingColumns.join(", ")}`);
    if (found.extraColumns.length > 0) line(`  also in it     ${plainText(found.extraColumns.join(", "))}`);
    line();
  }
  if (!output.json) {
    output.line(`Next: threadloom chat-csv ${inputs.map((one) => shellWord(plainText(one))).join(" ")}`);
  }
  return 0;
}
