/**
 * `threadloom search`: messages in imported conversations, by words, by likeness, or by both.
 *
 * @module
 */
import type { FoundMessage, SearchMode, SearchRequest } from "../../core/search.ts";
import { type Call, UsageError } from "../command.ts";
import { countOf, formatTime } from "../format.ts";
import { STOPPED } from "../import/session.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import { findLike } from "../search/like.ts";
import { placeOf } from "../search/links.ts";
import { openTarget, type Target } from "../search/target.ts";

/** Stand around matches until they are painted; snippets hold no control characters of their own. */
const MARKS = ["\x01", "\x02"] as const;

/** Lists what was found, the best first; with `--json` one object a line. */
export async function run(call: Call): Promise<number> {
  const { args, flags, output } = call;
  const query = args.join(" ");
  const like = flags.text("like");
  if (query.trim() === "" && like === undefined) {
    throw new UsageError("Cannot search: words are missing, expected some, or --like ID");
  }
  const mode = modeOf(call);
  const limit = flags.number("limit") ?? 20;
  const target = await openTarget(call, "search", mode);
  if (!target) return STOPPED;
  const { store } = target;
  try {
    const request: SearchRequest = { mode, limit, marks: output.json ? ["", ""] : MARKS };
    if (flags.on("by-conversation")) request.groupBy = "conversation";
    if (like !== undefined) request.like = await findLike(store, like);
    const results = await store.search(query, request);
    if (output.json) { for (const result of results) output.data(machineForm(result)); }
    else await writeResults(output, target, results, like ?? query, limit);
    return 0;
  } finally {
    await store.close();
  }
}

function modeOf({ flags }: Call): SearchMode {
  const modes = (["text", "semantic", "hybrid"] as const).filter((mode) => flags.on(mode));
  if (modes.length > 1) {
    throw new UsageError(
      `Cannot search in two ways at once: give one of ${modes.map((mode) => `--${mode}`).join(", ")}`,
    );
  }
  return modes[0] ?? (flags.text("like") === undefined ? "text" : "semantic");
}

function machineForm(
  { conversationId, messageId, title, role, createdAt, snippet, score, more }: FoundMessage,
): object {
  return { conversationId, messageId, title, role, createdAt, snippet, score, ...(more !== undefined && { more }) };
}

async function writeResults(
  output: Output,
  target: Target,
  results: readonly FoundMessage[],
  asked: string,
  limit: number,
): Promise<void> {
  if (results.length === 0) {
    output.line(`Nothing was found for: ${plainText(asked)}`);
    return;
  }
  const sources = await target.sources(results);
  for (const [i, result] of results.entries()) writeResult(output, i + 1, result, sources.get(result.conversationId));
  const more = results.length === limit ? `, the best; --limit N shows more` : "";
  const what = results.some((result) => result.more !== undefined) ? "conversation" : "message";
  output.line(`${countOf(results.length, what)}${more}.`);
}

function writeResult(
  { line, strong, faint }: Output,
  rank: number,
  { conversationId, messageId, title, role, createdAt, snippet, more }: FoundMessage,
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
  const others = more ? `  and ${countOf(more, "more message")} of it` : "";
  line(faint(`    ${placeOf(conversationId, source)}  message ${plainText(messageId)}${others}`));
  line();
}
