/** The commands in the pages are commands: of threadloom by its own table, tasks, scripts that are there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { COMMANDS, GLOBAL_FLAGS } from "../../cli/commands.ts";
import { parseCommandLine } from "../../cli/parse.ts";
import { fileName, type Page, pages, ROOT } from "./pages.ts";

const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json"))) as { tasks: { [name: string]: string } };

/** One simple command of a line: up to a pipe, a redirection or a comment. Quotes are taken off. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(?:#|\||>|&&|;)/.test(word)) break;
    words.push(word.replaceAll(/["']/g, ""));
  }
  return words;
}

/** The commands of a block, those inside `$(…)` too, without assignments before them. */
function commandsOf(text: string): string[][] {
  const lines = text.replaceAll("\\\n", " ").split("\n").flatMap((line) => {
    const inner = [...line.matchAll(/\$\(([^)]*)\)/g)].map(([, command]) => command);
    return inner.length > 0 ? inner : line.split(/ && | ; /);
  });
  return lines.map((line) => wordsOf(line.replace(/^\$ /, "")).filter((word, i) => i > 0 || !/^[A-Z_]+=/.test(word)))
    .filter((words) => words.length > 0);
}

/** What is wrong with a command, as far as it is ours. */
async function mistakeIn(words: readonly string[], page: Page): Promise<string | undefined> {
  const [program, ...rest] = words;
  if (program === "threadloom") return threadloom(rest);
  if (program === "npx") {
    const at = rest.findIndex((word) => /^deno@/.test(word));
    return at < 0 ? undefined : await mistakeIn(["deno", ...rest.slice(at + 1)], page);
  }
  if (program !== "deno") return undefined;
  const [verb, ...more] = rest;
  if (verb === "task") {
    if (!Object.hasOwn(tasks, more[0])) return `there is no task "${more[0]}"`;
    return more[0] === "threadloom" ? threadloom(more.slice(1)) : undefined;
  }
  if (!["run", "test", "install", "compile", "check", "fmt", "uninstall"].includes(verb)) {
    return `deno has no "${verb}"`;
  }
  const file = more.find((word) => /\.ts$/.test(word));
  if (file === undefined) return undefined;
  const command = /(?:^|\/)cli\/mod\.ts$/.test(file);
  if (command) return verb === "run" ? threadloom(more.slice(more.indexOf(file) + 1)) : undefined;
  const known = page.blocks.some((block) => fileName(block) === file) ||
    await Deno.stat(join(ROOT, file)).then(() => true, () => false);
  return known ? undefined : `there is no "${file}"`;
}

function threadloom(words: readonly string[]): string | undefined {
  try {
    parseCommandLine(words, COMMANDS, GLOBAL_FLAGS);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

Deno.test("every command in a block of a page is one, with flags that it has", async () => {
  const wrong: string[] = [];
  let count = 0;
  for (const page of await pages()) {
    for (const { language, text, line } of page.blocks) {
      // A block without a language shows a terminal: what was typed stands behind a dollar.
      const typed = language === "sh" ? text : language === "" ? text.match(/^\$ .*$/gm)?.join("\n") ?? "" : "";
      for (const words of commandsOf(typed)) {
        count++;
        const mistake = await mistakeIn(words, page);
        if (mistake) wrong.push(`${page.path}:${line}: ${words.join(" ")}: ${mistake}`);
      }
    }
  }
  assert.ok(count > 20, `only ${count} commands were found`);
  assert.deepEqual(wrong, []);
});

Deno.test("every command named in the text of a page is one", async () => {
  const wrong: string[] = [];
  for (const page of await pages()) {
    const prose = page.text.replaceAll(/^```[\s\S]*?^```$/gm, "");
    for (const [, code] of prose.matchAll(/`((?:threadloom|deno|npx) [^`]*)`/g)) {
      // Something is left out, or stands for something.
      if (/…|\.\.\.|</.test(code)) continue;
      const words = wordsOf(code.replaceAll("\n", " "));
      // A command may be named without all that it needs: `threadloom import`.
      const mistake = words.length === 2 && words[0] === "threadloom"
        ? (COMMANDS.some(({ name }) => name === words[1]) ? undefined : "there is no such command")
        : await mistakeIn(words, page);
      if (mistake) wrong.push(`${page.path}: ${code}: ${mistake}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("a wrong command in a page would be found", async () => {
  const page: Page = { path: "x.md", text: "", blocks: [] };
  for (
    const line of [
      "threadloom imprt a.zip",
      "deno task threadloom search a --moon",
      "deno task nothing",
      "deno run a.ts",
    ]
  ) {
    assert.ok(await mistakeIn(wordsOf(line), page), line);
  }
  assert.deepEqual(commandsOf('eval "$(threadloom completion bash)" # in ~/.bashrc'), [[
    "threadloom",
    "completion",
    "bash",
  ]]);
});
