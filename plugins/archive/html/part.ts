/**
 * The parts of a message as HTML.
 *
 * @module
 */
import type { CitationPart, Part } from "../../../core/conversation.ts";
import { codeBlock } from "./code.ts";
import { escapeHtml, escapeName, oneLine, outsideLink } from "./escape.ts";
import { mark, markdown, unmarked } from "./markdown.ts";
import { mediaFigure } from "./media.ts";
import type { Media } from "./view.ts";

/** Characters of raw content that are shown: it is kept whole in `conversation.json`. */
const MOST_RAW = 20_000;

/** The parts of one message, in order, and the sources its text refers to as footnotes. */
export function partsHtml(parts: readonly Part[], media: Media, number: number, breaks: boolean): string {
  const sources = new Sources(number);
  const done: string[] = [];
  let flow = "";
  const md = (text: string): string =>
    markdown(text, { notes: sources.marks, file: (address) => media.named(address), breaks });
  const end = (): void => {
    if (flow.trim() !== "") done.push(md(flow));
    flow = "";
  };
  for (const part of parts) {
    if (part.type === "text") flow += unmarked(part.text);
    else if (part.type === "citation") flow += sources.refer(part);
    else {
      end();
      done.push(blockHtml(part, media, (text) => md(unmarked(text))));
    }
  }
  end();
  return done.join("\n") + sources.list();
}

function blockHtml(
  part: Exclude<Part, { type: "text" | "citation" }>,
  media: Media,
  md: (text: string) => string,
): string {
  switch (part.type) {
    case "code":
      return part.text === "" ? "" : codeBlock(part.text, part.language);
    case "thinking":
      return part.text === "" && !part.title ? "" : folded("thinking", "Thinking", part.title, md(part.text));
    case "tool_call":
      return folded("tool", "Tool call", part.name, codeBlock(part.input, part.language));
    case "tool_result":
      return part.text === "" ? "" : folded("tool", "Tool result", part.name, plainBlock(part.text));
    case "quote":
      return quotation(md(part.text), outsideLink(part.title ?? "", part.url));
    case "error":
      return `<div class="error"><p><strong>${titled("Error", part.name)}</strong></p>${md(part.text)}</div>`;
    case "unknown":
      return folded("tool", "Content of a kind unknown here", part.kind, plainBlock(part.text ?? rawText(part.raw)));
    default:
      return mediaFigure(part, media);
  }
}

function rawText(raw: unknown): string {
  return JSON.stringify(raw, null, 1) ?? "";
}

function plainBlock(text: string): string {
  const cut = text.length > MOST_RAW ? `${text.slice(0, MOST_RAW)}…` : text;
  return `<pre class="plain" tabindex="0">${escapeHtml(cut)}</pre>`;
}

function folded(kind: string, what: string, name: string | undefined, content: string): string {
  return `<details class="${kind}"><summary>${titled(what, name)}</summary>\n${content}\n</details>`;
}

function titled(what: string, name: string | undefined): string {
  const words = escapeName(name ?? "", 200);
  return words === "" ? what : `${what}: ${words}`;
}

function quotation(words: string, from: string): string {
  return `<blockquote>${words}${from === "" ? "" : `<footer>${from}</footer>`}</blockquote>`;
}

/** The sources of one message, each once, in the order in which the text refers to them. */
class Sources {
  readonly marks: string[] = [];
  readonly #number: number;
  readonly #list: string[] = [];
  readonly #known = new Map<string, number>();

  constructor(number: number) {
    this.#number = number;
  }

  /** What stands in the text for a citation. A source that is text alone stands for words of the sentence. */
  refer({ sources }: CitationPart): string {
    let words = "";
    const notes: string[] = [];
    for (const { title, url, text } of sources) {
      if (title === undefined && url === undefined) words += unmarked(text ?? "");
      else notes.push(this.#note(title, url, text));
    }
    if (notes.length === 0) return words;
    this.marks.push(`<sup class="cite">${notes.join(" ")}</sup>`);
    return words + mark(this.marks.length - 1);
  }

  /** The footnotes. */
  list(): string {
    if (this.#list.length === 0) return "";
    const notes = this.#list.map((html, i) => `<li id="s${this.#number}-${i + 1}">${html}</li>`).join("\n");
    return `\n<ol class="sources" aria-label="Sources">\n${notes}\n</ol>`;
  }

  #note(title: string | undefined, url: string | undefined, text: string | undefined): string {
    const key = JSON.stringify([title, url]);
    const known = this.#known.get(key);
    const place = known ?? this.#list.length + 1;
    if (known === undefined) {
      this.#known.set(key, place);
      const said = text && oneLine(text, 300) !== oneLine(title ?? "", 300) ? ` <q>${escapeName(text, 300)}</q>` : "";
      this.#list.push(`${outsideLink(title ?? "", url)}${said}`);
    }
    const label = escapeName(`Source ${place}: ${title ?? url ?? ""}`, 200);
    return `<a href="#s${this.#number}-${place}" aria-label="${label}">${place}</a>`;
  }
}
