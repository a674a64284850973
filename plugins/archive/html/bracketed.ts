/**
 * Formulas between brackets, as models write them: `\(…\)`, `\[…\]`.
 *
 * @module
 */
import type { MarkdownIt } from "../../../deps/markdown_it.ts";
import { formula } from "./math.ts";

type Parser = InstanceType<typeof MarkdownIt>;
type InlineRule = Parameters<Parser["inline"]["ruler"]["push"]>[1];
type BlockRule = Parameters<Parser["block"]["ruler"]["push"]>[1];

/** Lines of a formula that stands alone; without a limit each of many beginnings would be followed to the end. */
const MOST_LINES = 100;

/** Closings that were looked for in vain in a text: they stand nowhere behind either. */
const missing = new WeakMap<object, Set<string>>();

/** `\(…\)`, and `\[…\]` within a paragraph. */
const inline: InlineRule = (state, silent) => {
  const [backslash, bracket] = state.src.slice(state.pos, state.pos + 2);
  if (backslash !== "\\" || (bracket !== "(" && bracket !== "[")) return false;
  const close = bracket === "(" ? "\\)" : "\\]";
  const inVain = missing.get(state) ?? new Set();
  if (inVain.has(close)) return false;
  const end = state.src.indexOf(close, state.pos + 2);
  if (end < 0) missing.set(state, inVain.add(close));
  if (end < 0 || end >= state.posMax) return false;
  if (!silent) {
    const token = state.push("html_inline", "", 0);
    token.content = formula(state.src.slice(state.pos + 2, end).trim(), bracket === "[");
  }
  state.pos = end + 2;
  return true;
};

/** `\[` at the start of a line, up to `\]` at the end of one. */
const block: BlockRule = (state, first, end, silent) => {
  const lineOf = (line: number): string =>
    state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]).trimEnd();
  const start = lineOf(first);
  if (!start.startsWith("\\[") || state.sCount[first] - state.blkIndent >= 4) return false;
  const lines: string[] = [];
  for (let line = first; line < end && lines.length < MOST_LINES; line++) {
    const text = line === first ? start.slice(2) : lineOf(line);
    if (line > first && text !== "" && state.sCount[line] < state.blkIndent) return false;
    const close = text.indexOf("\\]");
    if (close >= 0 && close < text.length - 2) return false;
    lines.push(close < 0 ? text : text.slice(0, close));
    if (close < 0) continue;
    if (silent) return true;
    const token = state.push("html_block", "", 0);
    token.content = formula(lines.join("\n").trim(), true);
    state.line = line + 1;
    return true;
  }
  return false;
};

/** Teaches a parser both. */
export function addBracketedFormulas(parser: Parser): void {
  parser.inline.ruler.before("escape", "bracketed_formula", inline);
  parser.block.ruler.before("fence", "bracketed_formula", block, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}
