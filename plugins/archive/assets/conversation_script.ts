/**
 * The script of a conversation's page, as it is written beside it.
 *
 * @module
 */
import { THEME_SWITCH } from "./theme_script.ts";

/** Chooses versions where the conversation forks, unfolds, shows what is hidden. The page can be read without it. */
export const CONVERSATION_SCRIPT = `"use strict";
${THEME_SWITCH}

const articles = [...document.querySelectorAll("article[data-parent]")];
const parentOf = articles.map((article) => Number(article.dataset.parent));
const answers = new Map();
parentOf.forEach((parent, n) => {
  if (!answers.has(parent)) answers.set(parent, []);
  answers.get(parent).push(n);
});

// The message that follows each one on the chosen thread.
const chosen = new Map();
articles.forEach((article, n) => {
  if ("canonical" in article.dataset) chosen.set(parentOf[n], n);
});
let context = false;

function draw() {
  const path = new Set();
  for (let at = -1; answers.has(at);) {
    at = chosen.get(at) ?? answers.get(at).at(-1);
    path.add(at);
  }
  articles.forEach((article, n) => {
    article.hidden = !path.has(n) || ("context" in article.dataset && !context);
  });
}

function choose(n) {
  for (let at = n; at >= 0; at = parentOf[at]) chosen.set(parentOf[at], at);
  if ("context" in articles[n].dataset) context = true;
  draw();
}

function follow() {
  const found = /^#m(\\d+)$/.exec(location.hash);
  const n = found ? Number(found[1]) : -1;
  if (!articles[n]) return;
  if (articles[n].hidden) choose(n);
  articles[n].scrollIntoView();
}

document.addEventListener("click", (event) => {
  const version = event.target.closest(".versions a");
  if (version) {
    event.preventDefault();
    const n = Number(version.hash.slice(2));
    const from = version.closest("article").getBoundingClientRect().top;
    choose(n);
    history.replaceState(null, "", version.hash);
    // The new version stands where the old one stood.
    scrollBy(0, articles[n].getBoundingClientRect().top - from);
    const same = [...articles[n].querySelectorAll(".versions a")];
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
