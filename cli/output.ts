/**
 * What a command says: results on standard output, everything else on standard error.
 *
 * @module
 */
import { CannotRunError, describe } from "../core/errors.ts";
import type { RunEvent } from "../core/engine/options.ts";
import { UsageError } from "./command.ts";
import { jsonLine } from "./format.ts";
import { plainText } from "./plain_text.ts";
import { jsonProgress, lineProgress, type Progress, silentProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** How to say it. */
export interface OutputOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  color: boolean;
  /** The program's name, as messages say it. @default "threadloom" */
  program?: string;
  /** Where results go: to standard error where a sink writes to standard output. @default "out" */
  results?: "out" | "err";
}

/** The voice of one call. Text given to it is made safe for a terminal here. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** One line of the result for people. */
  line(text?: string): void;
  /** A piece of the result for people, as it comes: nothing is added to it. */
  piece(text: string): void;
  /** One object of the result for machines. */
  data(value: unknown): void;
  /** Says what is going on; silent when quiet. */
  note(message: string): void;
  /** Says what is wrong though the command goes on. */
  warn(message: string): void;
  /** Says why the command ends. */
  error(error: unknown): void;
  /** Shows what a run reports of itself. */
  event(event: RunEvent): void;
  /** Marks text that stands out, on a terminal. */
  strong(text: string): string;
  /** Marks text of less weight, on a terminal. */
  faint(text: string): string;
  /** Takes the progress line away and gives the cursor back. */
  end(): void;
}

/** Most dead letters and warnings of a run shown to people; machines get all. */
const SHOWN = 50;

/** The output on a terminal (or what stands for one). */
export function createOutput(terminal: Terminal, options: OutputOptions): Output {
  const { json, quiet, verbose, program = "threadloom", results = "out" } = options;
  const machine = json || !terminal.errIsTerminal;
  const progress: Progress = quiet ? silentProgress : machine ? jsonProgress(terminal) : lineProgress(terminal);
  const color = options.color && terminal.colors;
  const paint = (on: string, off: string) => (text: string): string => {
    return color && terminal.outIsTerminal ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
  const say = (kind: string, message: string, before = ""): void => {
    progress.clear();
    terminal.err(machine ? jsonLine({ type: kind, message }) : `${before}${plainText(message)}\n`);
  };
  let many = 0;
  const sayOften = (kind: string, message: string): void => {
    many++;
    if (machine || many <= SHOWN) say(kind, message);
    else if (many === SHOWN + 1) say(kind, `… and more, which are not shown here: ${program} dead-letters list`);
  };
  return {
    json,
    quiet,
    line(text = "") {
      progress.clear();
      terminal[results](`${text}\n`);
    },
    piece(text) {
      progress.clear();
      terminal[results](text);
    },
    data(value) {
      progress.clear();
      terminal[results](jsonLine(value));
    },
    note(message) {
      if (!quiet) say("note", message);
    },
    warn: (message) => say("warning", message, "warning: "),
    error(error) {
      progress.end();
      terminal.err(json ? jsonLine({ type: "error", ...errorParts(error) }) : errorText(error, verbose, program));
    },
    event(event) {
      if (event.type === "progress") {
        const { type: _, ...moment } = event;
        progress.update(moment);
      } else if (event.type === "dead") {
        const { unit, stage, plugin, error } = event.letter;
        sayOften("dead", `dead letter: ${unit} at ${stage} (${plugin}): ${error}`);
      } else if (event.type === "retry" && !quiet) {
        say("retry", `${event.plugin}: attempt ${event.attempt} failed, next in ${event.waitMs} ms: ${event.error}`);
      } else if (event.type === "log") {
        const shown = event.level === "warn" || (event.level === "info" ? !quiet : verbose);
        if (shown) sayOften(event.level, `${event.plugin}: ${event.message}`);
      }
    },
    strong: paint("1", "22"),
    faint: paint("2", "22"),
    end: () => progress.end(),
  };
}

function errorParts(error: unknown): { message: string; hint?: string; mistakes?: string[] } {
  const { message, hint } = error instanceof UsageError ? error : { message: messageOf(error), hint: hintOf(error) };
  const mistakes = mistakesOf(error);
  return { message, ...(hint === undefined ? {} : { hint }), ...(mistakes === undefined ? {} : { mistakes }) };
}

/** The mistakes in a config, where the error lists them; recognised by shape, so that starting loads nothing of it. */
function mistakesOf(error: unknown): string[] | undefined {
  if (!(error instanceof CannotRunError) || !("mistakes" in error) || !Array.isArray(error.mistakes)) return undefined;
  return error.mistakes.map(({ path, message }: { path: string; message: string }) =>
    path ? `${path}: ${message}` : message
  );
}

/** What an error says, with its causes where the message does not already hold them. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message || error.name;
  const cause = error.cause === undefined ? "" : describe(error.cause);
  const inner = error.cause instanceof Error ? error.cause.message : cause;
  return cause && !text.includes(inner) ? `${text} (${cause})` : text;
}

function hintOf(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotCapable) {
    return Deno.build.standalone
      ? "its permissions were given when it was compiled: compile it again with the one it names"
      : "run it with the permission it names, or with -A";
  }
  return undefined;
}

function errorText(error: unknown, verbose: boolean, program: string): string {
  const { message, hint, mistakes } = errorParts(error);
  // A config's mistakes stand one a line; anything else that has line ends has them from data.
  const first = mistakes ? message.split("\n")[0] : message;
  const lines = [`${program}: ${plainText(first)}`, ...(mistakes ?? []).map((one) => `  ${plainText(one)}`)];
  if (hint) lines.push(`  ${plainText(hint)}`);
  if (verbose && error instanceof Error && error.stack) lines.push(...error.stack.split("\n").map(plainText));
  return lines.join("\n") + "\n";
}
