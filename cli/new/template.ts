/**
 * What the templates of `threadloom new` are given, what they make, and how their texts are put into the form that
 * `deno fmt` leaves alone.
 *
 * @module
 */
import type { Origin } from "./origin.ts";

/** What is known of the new thing. */
export interface Subject {
  /** As it was given: the name of its files, and of what is declared. */
  name: string;
  /** The factory's name: `myNotesSource`. */
  factory: string;
  /** Where it imports threadloom from. */
  origin: Origin;
  /** The words before a command of threadloom, as they are typed here: `threadloom`, `deno run -A …/cli/mod.ts`. */
  command: string;
  /** What `deno run -A` and `deno test -A` are told besides in this folder: empty, or a space and a flag. */
  flags: string;
}

/** The files of a new thing, and how it is used. */
export interface Scaffold {
  code: string;
  test: string;
  readme: string;
  /** What to do once its test passes: a line to type, or lines of a config. */
  use: readonly string[];
}

/** Widest line of `deno fmt`, where no config says otherwise. */
const WIDTH = 80;

/** An import of these names, as `deno fmt` writes it; names of types begin with `type `. */
export function imports(names: readonly string[], specifier: string): string {
  const plain = (name: string): string => name.replace(/^type /, "").toLowerCase();
  const sorted = [...names].sort((a, b) => plain(a) < plain(b) ? -1 : 1);
  const line = `import { ${sorted.join(", ")} } from "${specifier}";`;
  if (line.length <= WIDTH || names.length === 1) return line;
  return `import {\n${sorted.map((name) => `  ${name},\n`).join("")}} from "${specifier}";`;
}

/** A paragraph of Markdown, its lines as long as they may be. */
export function paragraph(text: string): string {
  const lines: string[] = [];
  // Code with spaces in it is one word.
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

/** A block of code in Markdown. */
export function block(language: string, lines: readonly string[]): string {
  return ["```" + language, ...lines, "```"].join("\n");
}

/** A Markdown file of these parts. */
export function page(...parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}
