/**
 * Text as HTML.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { plainText } from "../../../core/plain_text.ts";
import { STYLE } from "./style.ts";

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text of strangers as HTML text or attribute value: nothing in it is markup, nothing turns the reading direction. */
export function escape(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Only this style may apply, nothing may be loaded or run. */
const POLICY = `default-src 'none'; style-src 'sha256-${
  createHash("sha256").update(STYLE).digest("base64")
}'; base-uri 'none'; form-action 'none'`;

/** A whole page. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A cell: text, or HTML that is ready. */
export type Cell = string | number | null | { html: string; number?: true };

/** A table. The first cell of each row names it. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = (row: readonly Cell[]): string =>
    row.map((cell, i) => {
      const number = isNumber(cell) ? ' class="number"' : "";
      return i === 0 ? `<th scope="row">${shown(cell)}</th>` : `<td${number}>${shown(cell)}</td>`;
    }).join("");
  const headCell = (name: string, i: number): string => {
    const number = i > 0 && rows.length > 0 && rows.every((row) => isNumber(row[i])) ? ' class="number"' : "";
    return `<th scope="col"${number}>${escape(name)}</th>`;
  };
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><table>
<caption>${escape(caption)}</caption>
<thead><tr>${head.map(headCell).join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")}
</tbody>
</table></div>`;
}

function isNumber(cell: Cell): boolean {
  return typeof cell === "number" || cell === null || typeof cell === "object" && cell.number === true;
}

/** Text that stands like a number. */
export function asNumber(text: string | null): Cell {
  return text === null ? null : { html: escape(text), number: true };
}

function shown(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "number") return formatNumber(cell);
  return typeof cell === "string" ? escape(cell) : cell.html;
}

/** A number with its thousands set apart. */
export function formatNumber(value: number): string {
  const [whole, part] = String(Math.abs(value)).split(".");
  const grouped = /e/.test(whole) ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, "\u202f");
  return `${value < 0 ? "−" : ""}${grouped}${part ? `.${part}` : ""}`;
}

/** Seconds as people say them: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatSeconds(seconds: number | null): string | null {
  if (seconds === null) return null;
  const whole = Math.round(seconds);
  if (whole < 60) return `${Math.round(seconds * 10) / 10} s`;
  const units: [string, number][] = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => whole >= size);
  const [[name, size], next] = [units[first], units[first + 1]];
  const rest = next ? Math.floor((whole % size) / next[1]) : 0;
  return `${formatNumber(Math.floor(whole / size))} ${name}${rest ? ` ${rest} ${next[0]}` : ""}`;
}

/** A share as a percentage; with a sign where it is a change. */
export function formatShare(share: number | null, change = false): string | null {
  if (share === null) return null;
  const percent = formatNumber(Math.round(share * 1000) / 10);
  return `${change && share > 0 ? "+" : ""}${percent} %`;
}
