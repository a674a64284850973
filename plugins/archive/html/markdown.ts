/**
 * A message's Markdown as HTML.
 *
 * Text is escaped by construction (raw HTML is text), links lead to http, https, mailto and the conversation's own
 * media, and no image is fetched from anywhere. What comes out goes through a list of allowed tags once more.
 *
 * @module
 */
import { MarkdownIt } from "../../../deps/markdown_it.ts";
import { tex } from "../../../deps/mdit_tex.ts";
import { allowed } from "./allow.ts";
import { addBracketedFormulas } from "./bracketed.ts";
import { codeBlock } from "./code.ts";
import { escapeHtml, linkAddress, readable, REL } from "./escape.ts";
import { formula } from "./math.ts";

type Parser = InstanceType<typeof MarkdownIt>;
type CoreRule = Parameters<Parser["core"]["ruler"]["push"]>[1];
type State = Parameters<CoreRule>[0];
type Env = NonNullable<Parameters<Parser["render"]>[1]>;
type Token = State["tokens"][number];

/** What a text may refer to. */
export interface References {
  /** Markup of the references in the text, by the number in `mark`. */
  notes: string[];
  /** The address of a file of the conversation that a link or image names, if it is one. */
  file(address: string): { address: string; image: boolean } | undefined;
  /** True where a line break in the text is one for the reader: people type as they would in a mail. */
  breaks: boolean;
}

/** Longer texts are shown as they are: nobody reads them, and marking them up takes long. */
const LONGEST = 100_000;

/** One mark, again and again: no Markdown anybody wrote, and the parser takes time that grows with its square. */
const RUN = /([*_~`[\]()<$\\])\1{1999}/;

/**
 * Stands for a reference in the text. It is a punctuation mark to Markdown, so that emphasis before it still ends; where
 * the text itself holds the mark, it is doubled by a word that no number is.
 */
const MARK = "\ua95f";

/** What stands in the text for reference `number` of `notes`. */
export function mark(number: number): string {
  return `${MARK}${number}${MARK}`;
}

/** Text that may hold the mark itself. */
export function unmarked(text: string): string {
  return text.replaceAll(MARK, `${MARK}x${MARK}`);
}

/** Markdown as HTML; the text was put together of `unmarked` text and of marks. */
export function markdown(text: string, references: References): string {
  const source = readable(text);
  if (source.length > LONGEST || RUN.test(source)) {
    return `<pre class="plain" tabindex="0">${escapeHtml(plain(source, references))}</pre>`;
  }
  return allowed(parser.render(source, { archive: references } as unknown as Env));
}

function makeParser(): Parser {
  const made = new MarkdownIt({ html: false, linkify: true, maxNesting: 40 });
  made.use(tex, { delimiters: "dollars", render: (code: string, display: boolean) => formula(code, display) });
  addBracketedFormulas(made);
  made.validateLink = () => true;
  made.core.ruler.push("archive", rewrite);
  const { rules } = made.renderer;
  rules.softbreak = (_tokens, _at, _options, env) => referencesOf(env).breaks ? "<br>\n" : "\n";
  rules.fence = (tokens, at, _options, env) => {
    const { content, info } = tokens[at];
    return codeBlock(plain(content, referencesOf(env)), info.trim().split(/\s+/)[0] ?? "");
  };
  rules.code_block = (tokens, at, _options, env) => codeBlock(plain(tokens[at].content, referencesOf(env)));
  rules.code_inline = (tokens, at, _options, env) =>
    `<code>${escapeHtml(plain(tokens[at].content, referencesOf(env)))}</code>`;
  rules.table_open = () => `<figure class="table"><table>\n`;
  rules.table_close = () => `</table></figure>\n`;
  return made;
}

function referencesOf(env: object | undefined): References {
  return (env as unknown as { archive: References }).archive;
}

/** After parsing: headings below those of the page, links and images to where they may lead, references in their places. */
const rewrite: CoreRule = (state) => {
  for (const token of state.tokens) {
    if (token.type === "heading_open" || token.type === "heading_close") token.tag = lower(token.tag);
    align(token);
    if (token.type === "inline" && token.children) token.children = rewriteInline(state, token.children);
  }
};

function lower(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 2)}`;
}

/** A style would need leave; a class has it. */
function align(token: Token): void {
  if (token.type !== "th_open" && token.type !== "td_open") return;
  const style = token.attrGet("style");
  token.attrs = style === null ? null : [["class", String(style).replace("text-align:", "align-")]];
}

function rewriteInline(state: State, children: Token[]): Token[] {
  const references = referencesOf(state.env);
  const out: Token[] = [];
  const links: boolean[] = [];
  for (const token of children) {
    if (token.type === "link_open") {
      links.push(linkTo(token, references));
      if (links.at(-1)) out.push(token);
    } else if (token.type === "link_close") {
      if (links.pop()) out.push(token);
    } else if (token.type === "image") {
      out.push(raw(state, imageOf(token, references, links.includes(true))));
    } else if (token.type === "text" && token.content.includes(MARK)) {
      out.push(raw(state, withNotes(token.content, references)));
    } else out.push(token);
  }
  return out;
}

function raw(state: State, html: string): Token {
  const token = new state.Token("html_inline", "", 0);
  token.content = html;
  return token;
}

/** Sets where a link leads; false where it is none to follow: its words stay. */
function linkTo(token: Token, references: References): boolean {
  const href = decoded(plain(attribute(token, "href"), references));
  const file = references.file(href);
  const address = file?.address ?? linkAddress(href);
  if (address === undefined) return false;
  const title = attribute(token, "title");
  token.attrs = [["href", address], file ? ["download", ""] : ["rel", REL]];
  if (title) token.attrs.push(["title", plain(title, references)]);
  return true;
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? "");
}

/** An image of the conversation's own; any other is named and not fetched: that would tell somebody that it was read. */
function imageOf(token: Token, references: References, inLink: boolean): string {
  const src = decoded(plain(attribute(token, "src"), references));
  const words = escapeHtml(plain(token.content, references));
  const file = references.file(src);
  if (file?.image) return `<img src="${escapeHtml(file.address)}" alt="${words}" loading="lazy">`;
  const address = file?.address ?? linkAddress(src);
  const name = `Image: ${words || "without a description"}`;
  if (address === undefined || inLink) return `<span class="elsewhere">${name}</span>`;
  return `<a class="elsewhere" href="${escapeHtml(address)}" rel="${REL}">${name}</a>`;
}

/** Markdown encodes what an address may not hold; names of files are compared as they were written. */
function decoded(address: string): string {
  if (!/^(?:sandbox|attachment|file|file-service|sediment):/i.test(address)) return address;
  try {
    return decodeURI(address);
  } catch (error) {
    if (error instanceof URIError) return address;
    throw error;
  }
}

/** Text with its references as markup. */
function withNotes(content: string, { notes }: References): string {
  return content.split(MARK).map((piece, i) => {
    if (i % 2 === 0) return escapeHtml(piece);
    return piece === "x" ? MARK : notes[Number(piece)] ?? "";
  }).join("");
}

/** Text without markup of its references: inside code, addresses and descriptions. */
function plain(content: string, { notes }: References): string {
  if (!content.includes(MARK)) return content;
  return content.split(MARK).map((piece, i) => {
    if (i % 2 === 0) return piece;
    return piece === "x" ? MARK : (notes[Number(piece)] ?? "").replace(/<[^>]*>/g, "");
  }).join("");
}

const parser = makeParser();
