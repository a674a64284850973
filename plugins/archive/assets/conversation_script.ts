/**
 * The script of a conversation's page, as it is written beside it.
 *
 * @module
 */
import { THEME_SWITCH } from "./theme_script.ts";

/** Chooses versions where the conversation forks, unfolds, shows what is hidden. The page can be read without it. */
export const CONVERSATION_SCRIPT = `"use strict";
${THEME_SWITCH}

// Messages are numbered over all pages of a conversation; a page holds a run of them.
const articles = [...document.querySelectorAll("article[data-parent]")];
const first = articles.length === 0 ? 0 : Number(articles[0].id.slice(1));
const articleOf = (n) => articles[n - first];
const parentOf = articles.map((article) => Number(article.dataset.parent));
const answers = new Map();
parentOf.forEach((parent, i) => {
  if (!answers.has(parent)) answers.set(parent, []);
  answers.get(parent).push(first + i);
});

// The message that follows each one on the chosen thread.
const chosen = new Map();
articles.forEach((article, i) => {
  if ("canonical" in article.dataset) chosen.set(parentOf[i], first + i);
});
// The message before the thread's first one on this page: none, or one of another page.
let before = articles.length === 0 ? -1 : parentOf[0];
let context = false;

function draw() {
  const path = new Set();
  for (let at = before; answers.has(at);) {
    at = chosen.get(at) ?? answers.get(at).at(-1);
    path.add(at);
  }
  articles.forEach((article, i) => {
    article.hidden = !path.has(first + i) || ("context" in article.dataset && !context);
  });
}

function choose(n) {
  for (before = n; articleOf(before); before = parentOf[before - first]) chosen.set(parentOf[before - first], before);
  if ("context" in articleOf(n).dataset) context = true;
  draw();
}

// The page of a message, where that is another one.
function elsewhere(n) {
  const parts = document.querySelector("[data-parts]")?.dataset;
  if (!parts) return undefined;
  const at = parts.parts.split(" ").findLastIndex((start) => Number(start) <= n);
  if (at < 0 || at === Number(parts.part)) return undefined;
  return at === 0 ? "conversation.html" : "conversation-" + (at + 1) + ".html";
}

function follow() {
  const found = /^#m(\\d{1,9})$/.exec(location.hash);
  const n = found ? Number(found[1]) : -1;
  if (!articleOf(n)) {
    const page = elsewhere(n);
    if (page) location.replace(page + location.hash);
    return;
  }
  if (articleOf(n).hidden) choose(n);
  articleOf(n).scrollIntoView();
}

document.addEventListener("click", (event) => {
  const version = event.target.closest(".versions a");
  // One on another page is a link like any other.
  if (version?.getAttribute("href").startsWith("#")) {
    event.preventDefault();
    const n = Number(version.hash.slice(2));
    const from = version.closest("article").getBoundingClientRect().top;
    choose(n);
    history.replaceState(null, "", version.hash);
    // The new version stands where the old one stood.
    scrollBy(0, articleOf(n).getBoundingClientRect().top - from);
    const same = [...articleOf(n).querySelectorAll(".versions a")];
    (same.find((link) => link.textContent === version.textContent) ?? same[0])?.focus({ preventScroll: true });
    return;
  }
  const copy = event.target.closest("button.copy");
  if (copy) {
    navigator.clipboard?.writeText(copy.parentElement.querySelector("code").textContent).then(() => {
      copy.textContent = "Copied";
      setTimeout(() => copy.textContent = "Copy", 2000);
    });
    return;
  }
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "theme") return switchTheme();
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  if (button.dataset.do === "fold") for (const one of document.querySelectorAll("details")) one.open = on;
  else {
    context = on;
    draw();
  }
});

// Whatever is folded is printed.
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("article:not([hidden]) details:not([open])")) {
    one.open = true;
    one.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const one of document.querySelectorAll("details[data-printed]")) {
    one.open = false;
    delete one.dataset.printed;
  }
});

for (const figure of document.querySelectorAll("figure.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  figure.append(button);
}
for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
draw();
addEventListener("hashchange", follow);
follow();
`;
