/**
 * Writes what was measured into the README, between its markers.
 *
 * @module
 */
import type { Section, Target } from "./benchmark.ts";
import { markdownTable } from "./table.ts";

/** A section as Markdown; `header` says when and on what. */
export function renderSection({ notes, tables, targets, commands }: Section, header: string): string {
  const parts = [header, ...notes, ...tables.map(markdownTable)];
  if (targets.length > 0) {
    parts.push(markdownTable({
      caption: "Promised",
      columns: ["what", "wanted", "measured", ""],
      rows: targets.map(({ what, wanted, got, met }) => [what, wanted, got, met ? "kept" : "**not kept**"]),
    }));
  }
  if (commands.length > 0) parts.push(["```sh", ...commands, "```"].join("\n"));
  return parts.join("\n\n");
}

/** Targets for a terminal, one line each. */
export function plainTarget({ what, wanted, got, met }: Target): string {
  return `  ${met ? "kept    " : "NOT KEPT"}  ${what}: ${got}, wanted ${wanted}`;
}

/** The marker before and after the figures of a benchmark. */
export function markers(name: string): [begin: string, end: string] {
  return [`<!-- figures of ${name} -->`, `<!-- end of ${name} -->`];
}

/**
 * The text with what stands between a benchmark's markers replaced.
 *
 * @throws {Error} when the markers are not there
 */
export function replaceBetween(text: string, name: string, figures: string): string {
  const [begin, end] = markers(name);
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`Cannot write the figures of "${name}": the lines "${begin}" and "${end}" are not in the README`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${figures}\n\n${text.slice(to)}`;
}
