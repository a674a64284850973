/**
 * Code with its words in colour.
 *
 * @module
 */
import { hljs } from "../../../deps/highlight_js.ts";
import { escapeHtml, escapeName, readable } from "./escape.ts";

/** Longer code is shown without colours: they take time that grows with it. */
const LONGEST = 20_000;

/** One character, again and again: patterns of languages take time that grows with its square. */
const RUN = /(\S)\1{999}/;

/** Code as a figure that can be scrolled with the keyboard. */
export function codeBlock(code: string, language = ""): string {
  const name = language === "unknown" ? "" : escapeName(language, 40);
  const caption = name === "" ? "" : `<figcaption>${name}</figcaption>`;
  return `<figure class="code">${caption}<pre tabindex="0"><code>${coloured(code, language)}</code></pre></figure>`;
}

function coloured(code: string, language: string): string {
  const text = readable(code);
  const name = language.toLowerCase();
  if (text.length > LONGEST || RUN.test(text) || !/^[a-z0-9+#-]{1,30}$/.test(name) || !hljs.getLanguage(name)) {
    return escapeHtml(text);
  }
  return hljs.highlight(text, { language: name, ignoreIllegals: true }).value;
}
