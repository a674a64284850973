/**
 * What tests of the command share: a terminal in memory, and the command as a process of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Terminal } from "../../cli/terminal.ts";

/** A terminal that keeps what is written to it, with a clock that moves when told. */
export interface FakeTerminal extends Terminal {
  readonly written: { out: string; err: string };
  /** Milliseconds. */
  time: number;
  columns: number;
}

/** A fake terminal; both streams are terminals unless told otherwise. */
export function fakeTerminal(options: { outIsTerminal?: boolean; errIsTerminal?: boolean } = {}): FakeTerminal {
  const written = { out: "", err: "" };
  const terminal: FakeTerminal = {
    written,
    time: 0,
    columns: 80,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    outIsTerminal: options.outIsTerminal ?? true,
    errIsTerminal: options.errIsTerminal ?? true,
    colors: true,
    width: () => terminal.columns,
    now: () => terminal.time,
  };
  return terminal;
}

/** What a process left. */
export interface Done {
  code: number;
  out: string;
  err: string;
}

/** Path of the command's entry. */
export const ENTRY: string = fileURLToPath(new URL("../../cli/mod.ts", import.meta.url));

/** How the command is started here. */
export const RUN_ARGS: readonly string[] = ["run", "--no-prompt", "-A", "--quiet", ENTRY];

/** Runs the command as a process, in `cwd`. */
export async function threadloom(args: readonly string[], cwd?: string): Promise<Done> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...RUN_ARGS, ...args],
    cwd,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** The last line of a text, parsed as JSON. */
export function lastJson(text: string): Record<string, unknown> {
  return JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");
}
