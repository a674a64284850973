/**
 * The script of the archive's first page, as it is written beside it.
 *
 * @module
 */
import { THEME_SWITCH } from "./theme_script.ts";

/**
 * Searches titles at once and texts as their chunks are loaded: `chunks` of the page's list are scripts that call
 * `threadloomTexts` with `[folder, text]`, and of conversations of several pages with `[folder, text, page, marks]`.
 * Scripts are what a page from a file may load.
 */
export const INDEX_SCRIPT = `"use strict";
${THEME_SWITCH}

const input = document.querySelector("form.search input");
const status = document.querySelector("form.search [role=status]");
const months = [...document.querySelectorAll(".month")];
const rows = [];
const byFolder = new Map();
for (const month of months) {
  for (const row of month.querySelectorAll("li")) {
    const link = row.querySelector("a");
    const folder = decodeURIComponent(link.getAttribute("href").split("/")[0]);
    const one = { row, month, title: link.textContent.toLowerCase(), texts: [], found: null };
    rows.push(one);
    byFolder.set(folder, one);
  }
}

const chunks = document.querySelector("form.search").dataset.chunks.split(" ").filter((name) => name !== "");
let loaded = 0;
let asked = 0;
const AT_A_TIME = 4;
const MOST_SNIPPETS = 100;
let snippets = 0;

globalThis.threadloomTexts = (texts) => {
  for (const [folder, text, page, marks] of texts) byFolder.get(folder)?.texts.push(page ? { text, page, marks } : { text });
};

function load() {
  if (asked === chunks.length) return;
  const script = document.createElement("script");
  script.src = "search/" + chunks[asked++] + ".js";
  script.onload = script.onerror = () => {
    script.remove();
    loaded++;
    load();
    later();
  };
  document.head.append(script);
}

const escape = (word) => word.replace(/[.*+?^$()|[\\]{}\\\\/-]/g, "\\\\$&");

function find() {
  const words = [...new Set(input.value.toLowerCase().split(/\\s+/).filter((word) => word !== ""))];
  if (words.length > 0 && asked === 0) for (let i = 0; i < AT_A_TIME; i++) load();
  const patterns = words.map((word) => new RegExp(escape(word), "i"));
  snippets = 0;
  let count = 0;
  const shown = new Set();
  for (const one of rows) {
    one.found?.remove();
    one.found = null;
    const rest = patterns.filter((_, i) => !one.title.includes(words[i]));
    const hit = rest.length === 0 || rest.every((pattern) => one.texts.some(({ text }) => pattern.test(text)));
    one.row.hidden = !hit;
    if (!hit) continue;
    count++;
    shown.add(one.month);
    if (words.length > 0 && snippets < MOST_SNIPPETS) snippet(one, rest[0] ?? patterns[0]);
  }
  for (const month of months) month.hidden = !shown.has(month);
  const all = rows.length === 1 ? "1 conversation" : rows.length + " conversations";
  const reading = words.length > 0 && loaded < chunks.length ? ", reading texts…" : "";
  status.textContent = words.length === 0 ? all : count + " of " + all + reading;
}

function snippet(one, pattern) {
  for (const { text, page, marks } of one.texts) {
    const hit = pattern.exec(text);
    if (!hit) continue;
    snippets++;
    const start = Math.max(0, hit.index - 60);
    const end = hit.index + hit[0].length;
    const mark = document.createElement("mark");
    mark.textContent = hit[0];
    one.found = document.createElement(page ? "a" : "span");
    one.found.className = "found";
    if (page) {
      // Marks are pairs: where a message begins in the text, and its number.
      let at = 0;
      while (at + 2 < marks.length && marks[at + 2] <= hit.index) at += 2;
      const folder = one.row.querySelector("a").getAttribute("href").split("/")[0];
      one.found.href = folder + "/" + page + "#m" + marks[at + 1];
    }
    one.found.append((start > 0 ? "…" : "") + text.slice(start, hit.index), mark, text.slice(end, end + 120));
    one.row.append(one.found);
    return;
  }
}

let timer = 0;
function later() {
  clearTimeout(timer);
  timer = setTimeout(find, 120);
}

input.addEventListener("input", later);
document.querySelector("form.search").addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=theme]")) switchTheme();
});
for (const tools of document.querySelectorAll("[data-needs-script]")) tools.hidden = false;
find();
`;
