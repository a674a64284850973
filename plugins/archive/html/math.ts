/**
 * Formulas as MathML.
 *
 * @module
 */
import { temml } from "../../../deps/temml.ts";
import { escapeHtml } from "./escape.ts";

/** Longer formulas stay as they were written: drawing takes time and memory that grow with them. */
const LONGEST = 4_000;

/** Brackets inside one another: deeper ones would use up the stack. */
const DEEPEST = 100;

/** A formula; where it is none that can be drawn, its TeX. */
export function formula(tex: string, display: boolean): string {
  if (tex.length <= LONGEST && depth(tex) <= DEEPEST) {
    try {
      return temml.renderToString(tex, { displayMode: display, throwOnError: true, maxExpand: 500, maxSize: [20, 20] });
    } catch {
      // What is no TeX is shown as it stands: the reader sees what was written.
    }
  }
  const code = `<code class="tex">${escapeHtml(tex)}</code>`;
  return display ? `<p>${code}</p>` : code;
}

/** How deep a formula is nested, roughly: by braces and environments. */
function depth(tex: string): number {
  let deep = 0;
  let deepest = 0;
  for (const [mark] of tex.matchAll(/\\begin\b|\\end\b|\\left\b|\\right\b|\\.|[{}^_]/g)) {
    if (mark === "{" || mark === "\\begin" || mark === "\\left") deepest = Math.max(deepest, ++deep);
    else if (mark === "}" || mark === "\\end" || mark === "\\right") deep--;
  }
  return deepest;
}
