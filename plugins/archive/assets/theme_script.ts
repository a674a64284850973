/**
 * The one script that stands in each page: it runs before anything is drawn.
 *
 * @module
 */

/** Tells the style that scripts run, and which theme the reader chose. */
export const THEME_SCRIPT =
  `document.documentElement.dataset.script="on";try{const t=localStorage.getItem("threadloom-theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

/** Switches between light and dark, and remembers it where the browser lets it. */
export const THEME_SWITCH = `function switchTheme() {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme ?? (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("threadloom-theme", root.dataset.theme);
  } catch {
    // Some browsers keep nothing for pages from files.
  }
}`;
