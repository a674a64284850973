/**
 * Text that comes from chats, made safe to stand in a Markdown file: it may be formatted, but cannot swallow what
 * follows it or pass for the file's own headings.
 *
 * @module
 */

/** A fence of CommonMark: three or more backticks (no further one in the line) or tildes, indented by up to three spaces. */
const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/** HTML that lasts until its own end, over blank lines (CommonMark's HTML blocks 1 to 5). */
const ENDLESS_HTML = /^( {0,3})(?=<(?:[!?]|(?:script|pre|style|textarea)(?:[\s>]|$)))/i;

/** Controls but tab and line feed: terminals and editors act on them. */
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0e-\x1f\x7f-\x9f]/g;

const INLINE = /[\\`*_{}\[\]<>#|~$&%=^!]/g;

/** Line ends as line feeds, well-formed, no control characters; those that are white space as a space. */
export function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(/[\v\f]/g, " ").replace(CONTROLS, "\uFFFD");
}

/** A name or title inside a line: one line, nothing in it is markup. */
export function inline(text: string, maxLength = 300): string {
  const line = clean(text.slice(0, maxLength)).replace(/[\s\p{Z}]+/gu, " ").trim();
  return line.replace(INLINE, "\\$&");
}

/**
 * A message's text as blocks: its own Markdown stands, an open fence is closed, HTML that would last to the end of the
 * file and lines that read like one of `headings` are escaped.
 */
export function block(text: string, headings: ReadonlySet<string>): string {
  const lines: string[] = [];
  let fence: { indent: string; mark: string } | undefined;
  for (const line of clean(text).split("\n")) {
    const found = FENCE.exec(line);
    if (fence === undefined) {
      if (found) fence = { indent: found[1], mark: found[2] };
      lines.push(found ? line : escapeLine(line, headings));
      continue;
    }
    lines.push(line);
    const closes = found?.[2].startsWith(fence.mark) && found[3].trim() === "";
    if (closes) fence = undefined;
  }
  // Behind the fence's own indent, so that one inside a list is closed there and opens none outside.
  if (fence) lines.push(fence.indent + fence.mark);
  let first = 0;
  while (first < lines.length && lines[first].trim() === "") first++;
  return lines.slice(first).join("\n").trimEnd();
}

function escapeLine(line: string, headings: ReadonlySet<string>): string {
  const mark = /^ {0,3}(?=##[ \t])/.exec(line)?.[0];
  if (mark !== undefined && headings.has(headingIn(line))) return `${mark}\\${line.slice(mark.length)}`;
  return line.replace(ENDLESS_HTML, "$1\\");
}

/** The words of a heading of the second level, without the marks that may close it. */
function headingIn(line: string): string {
  const words = line.trim().slice(2).trim();
  let end = words.length;
  while (words[end - 1] === "#") end--;
  return end < words.length && /[ \t]/.test(words[end - 1] ?? " ") ? words.slice(0, end).trimEnd() : words;
}

/** Code between fences longer than any run of backticks inside it. */
export function fenced(code: string, language = ""): string {
  const text = clean(code);
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const word = /^[\w+#.-]{1,40}$/.test(language) && language !== "unknown" ? language : "";
  return `${fence}${word}\n${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** Lines behind `> `. */
export function quote(text: string): string {
  return text.split("\n").map((line) => line === "" ? ">" : `> ${line}`).join("\n");
}

/** A call-out of Obsidian, folded; elsewhere a block quote with a title. */
export function callout(kind: string, title: string, content: string): string {
  return quote(`[!${kind}]- ${title}\n${content}`);
}

/** A link, or only its text where the address is none that a reader should follow. */
export function link(title: string | undefined, url: string | undefined): string {
  const address = url === undefined ? undefined : addressOf(url);
  const words = inline(title ?? "") || inline(url ?? "", 100);
  return address === undefined ? words : `[${words}](<${address}>)`;
}

/** http, https and mailto only. */
function addressOf(url: string): string | undefined {
  const text = url.trim().toWellFormed();
  if (!/^(?:https?:\/\/|mailto:)/i.test(text)) return undefined;
  return text.replace(/[\s<>\\"`\p{C}\p{Z}]/gu, encodeURIComponent);
}
