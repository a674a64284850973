/**
 * The archive's style, as it is written to `assets/archive.css`.
 *
 * @module
 */
import { CODE_STYLE } from "./code_style.ts";

/** Colours by role, light and dark; every pair of text and ground has a contrast of at least 4.5. */
const COLOURS = `:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #16181d);
  --panel: light-dark(#f4f5f7, #20232a);
  --line: light-dark(#d8dbe0, #3a3f4a);
  --text: light-dark(#1c1f24, #e6e8ec);
  --quiet: light-dark(#5a6270, #a3abb8);
  --link: light-dark(#0b5cad, #7db8ff);
  --mine: light-dark(#e8f1fb, #1f2f44);
  --wrong: light-dark(#a4262c, #ff9a9e);
  --mark: light-dark(#fff3b0, #5c4a00);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
`;

const PAGE = `* { box-sizing: border-box; }
html { font: 1rem/1.6 system-ui, sans-serif; background: var(--ground); color: var(--text); }
body { max-width: 52rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, pre:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; }
header.page { border-bottom: 1px solid var(--line); margin-bottom: 1rem; padding-bottom: 0.75rem; }
.facts, .when, .model, .why, .missing, figcaption, .note { color: var(--quiet); font-size: 0.875rem; }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.tools[hidden] { display: none; }
button {
  font: inherit;
  font-size: 0.875rem;
  color: var(--text);
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 0.4rem;
  padding: 0.2rem 0.7rem;
  cursor: pointer;
}
button[aria-pressed="true"] { border-color: var(--link); }
img, video { max-width: 100%; height: auto; border-radius: 0.4rem; }
audio { width: 100%; max-width: 28rem; }
pre { overflow-x: auto; margin: 0; padding: 0.75rem; background: var(--panel); border-radius: 0.4rem; }
pre.plain { white-space: pre-wrap; max-height: 30rem; overflow-y: auto; }
code { font: 0.875em/1.5 ui-monospace, monospace; }
:not(pre) > code { background: var(--panel); padding: 0.1em 0.3em; border-radius: 0.25rem; }
figure { margin: 0.75rem 0; }
figure.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: start; vertical-align: top; }
.align-center { text-align: center; }
.align-right { text-align: right; }
blockquote { margin: 0.75rem 0; padding: 0 1rem; border-inline-start: 3px solid var(--line); }
blockquote footer { color: var(--quiet); font-size: 0.875rem; }
math[display="block"] { margin: 0.75rem 0; overflow-x: auto; overflow-y: hidden; max-width: 100%; }
.tml-left { text-align: left; padding-inline: 0; }
.tml-right { text-align: right; padding-inline: 0; }
`;

const MESSAGES = `article { margin: 0 0 1.25rem; content-visibility: auto; contain-intrinsic-size: auto 8rem; }
article > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; }
article h2 { font-size: 1rem; margin: 0; }
article .body > :first-child { margin-top: 0.35rem; }
article .body > :last-child { margin-bottom: 0; }
article.user .body { background: var(--mine); padding: 0.1rem 1rem; border-radius: 0.6rem; }
article.user .body > :first-child { margin-top: 0.6rem; }
article.user .body > :last-child { margin-bottom: 0.6rem; }
article.aside, article.context { font-size: 0.9375rem; }
article.aside h2, article.context h2 { font-weight: 500; color: var(--quiet); font-size: 0.875rem; }
article[hidden] { display: none; }
:root:not([data-script]) article[hidden]:not([data-context]) { display: block; }
article:target > header h2 { text-decoration: underline; }
.when { text-decoration: none; }
.when:hover { text-decoration: underline; }
.versions { white-space: nowrap; font-size: 0.875rem; }
.versions a { text-decoration: none; padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 0.3rem; }
.versions .off { color: var(--quiet); padding: 0 0.5rem; }
.parts { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0.5rem 0; font-size: 0.875rem; }
.parts .off { color: var(--quiet); }
main + .parts { border-top: 1px solid var(--line); padding-top: 0.75rem; }
details { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.5rem 0; padding: 0.3rem 0.75rem; }
summary { cursor: pointer; color: var(--quiet); }
details[open] > summary { margin-bottom: 0.4rem; }
figure.code { position: relative; }
figure.code figcaption { padding: 0.2rem 0.75rem; background: var(--panel); border-radius: 0.4rem 0.4rem 0 0; }
figure.code figcaption + pre { border-radius: 0 0 0.4rem 0.4rem; }
button.copy { position: absolute; inset-block-start: 0.15rem; inset-inline-end: 0.3rem; padding: 0 0.5rem; }
.file, .missing { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.5rem 0.75rem; }
.missing { border-style: dashed; }
.error { border: 1px solid var(--wrong); border-radius: 0.5rem; padding: 0 0.75rem; }
.error strong { color: var(--wrong); }
.cite { font-size: 0.75rem; line-height: 0; }
.cite a { text-decoration: none; padding: 0 0.15rem; }
.sources { font-size: 0.875rem; color: var(--quiet); border-top: 1px solid var(--line); padding-top: 0.4rem; }
.sources li:target { background: var(--mark); color: var(--text); }
`;

const INDEX = `form.search { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.75rem 0; }
form.search input {
  flex: 1 1 18rem;
  font: inherit;
  color: var(--text);
  background: var(--ground);
  border: 1px solid var(--quiet);
  border-radius: 0.4rem;
  padding: 0.4rem 0.7rem;
}
.month:has(li:nth-child(12)) { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
.month h2 { font-size: 1rem; color: var(--quiet); border-bottom: 1px solid var(--line); }
.month ul { list-style: none; margin: 0; padding: 0; }
.month li { padding: 0.3rem 0; }
.month li[hidden], .month[hidden] { display: none; }
.month li .facts { display: block; }
.found { display: block; font-size: 0.875rem; color: var(--quiet); }
mark { background: var(--mark); color: inherit; }
`;

const PRINT = `@media print {
  :root { color-scheme: light; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  .tools, header.page nav, .parts, button.copy, .versions, form.search { display: none; }
  pre, pre.plain { white-space: pre-wrap; max-height: none; }
  article > header, figure { break-inside: avoid; }
  article > header { break-after: avoid; }
  audio, video { display: none; }
  .month, article { content-visibility: visible; }
}
`;

/** All of it. */
export const STYLE = [COLOURS, PAGE, MESSAGES, INDEX, CODE_STYLE, PRINT].join("\n");
