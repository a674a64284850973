/**
 * `threadloom search`: words in imported conversations.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import type { SearchResult } from "../../plugins/sqlite/mod.ts";
import type { Call } from "../command.ts";
import { countOf, formatTime } from "../format.ts";
import { openImport } from "../import/opened.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Stand around matches until they are painted; snippets hold no control characters of their own. */
const MARKS = ["\x01", "\x02"] as const;

/** Lists what was found, the best first; with `--json` one object a line. */
export async function run({ args, flags, load, output }: Call): Promise<number> {
  const { folder } = await openImport(denoHost().files, "search", flags.text("out"));
  const { search } = await load("../plugins/sqlite/mod.ts");
  const query = args.join(" ");
  const limit = flags.number("limit") ?? 20;
  const results = search(folder.database, query, { limit, marks: output.json ? ["", ""] : MARKS });
  if (output.json) {
    for (const result of results) output.data(machineForm(result));
    return 0;
  }
  if (results.length === 0) {
    output.line(`Nothing was found for: ${plainText(query)}`);
    return 0;
  }
  const sources = await sourcesOf(folder.database, results);
  for (const [i, result] of results.entries()) writeResult(output, i + 1, result, sources.get(result.conversationId));
  const more = results.length === limit ? `, the best; --limit N shows more` : "";
  output.line(`${countOf(results.length, "message")}${more}.`);
  return 0;
}

function machineForm(result: SearchResult): SearchResult {
  const { conversationId, messageId, title, role, createdAt, snippet, score } = result;
  return { conversationId, messageId, title, role, createdAt, snippet, score };
}

function writeResult(
  { line, strong, faint }: Output,
  rank: number,
  { conversationId, messageId, title, role, createdAt, snippet }: SearchResult,
  source: string | undefined,
): void {
  const number = `${rank}.`.padEnd(4);
  const when = createdAt === null ? "" : `  ${formatTime(createdAt)}`;
  line(`${number}${strong(plainText(title ?? "") || "(untitled)")}${when}  ${plainText(role)}`);
  // Marks never nest: a piece between two of them is a match when an opening one stands before it.
  const pieces = snippet.split(MARKS[0]).flatMap((piece, i) => {
    const [first, ...rest] = piece.split(MARKS[1]);
    return i === 0 ? [plainText(piece)] : [strong(plainText(first)), plainText(rest.join(""))];
  });
  line(`    ${pieces.join("")}`);
  line(faint(`    ${placeOf(conversationId, source)}  message ${plainText(messageId)}`));
  line();
}

function placeOf(id: string, source: string | undefined): string {
  const linked = source === "chatgpt" && /^[\w-]+$/.test(id);
  return linked ? `https://chatgpt.com/c/${id}` : `conversation ${plainText(id)}`;
}

/** Which format or service each conversation came from, by the database's view. */
async function sourcesOf(path: string, results: readonly SearchResult[]): Promise<Map<string, string>> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare("SELECT source FROM conversations WHERE id = ?");
    const sources = new Map<string, string>();
    for (const { conversationId } of results) {
      const source = statement.get(conversationId)?.source;
      if (typeof source === "string") sources.set(conversationId, source);
    }
    return sources;
  } finally {
    database.close();
  }
}
