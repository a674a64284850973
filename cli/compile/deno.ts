/**
 * The `deno` that compiles: a program cannot compile itself.
 *
 * @module
 */

/** A command, its words. */
export type DenoCommand = readonly [program: string, ...words: string[]];

/** What came of running it. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/**
 * The deno to compile with: `THREADLOOM_COMPILE_DENO` (a command, its words parted by blanks), else this one, else, in
 * a compiled program, the one on the PATH.
 *
 * @throws {Deno.errors.NotFound} when there is none
 */
export async function findDeno(): Promise<{ command: DenoCommand; version: string }> {
  const [program, ...words] = (Deno.env.get("THREADLOOM_COMPILE_DENO") ?? "").split(" ").filter(Boolean);
  const command: DenoCommand = program ? [program, ...words] : [Deno.build.standalone ? "deno" : Deno.execPath()];
  let ran: Ran;
  try {
    ran = await runDeno(command, ["--version"]);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(
      `Cannot find "${command[0]}": a compiled program has no compiler of its own; install Deno 2.9 or later ` +
        "(npm install -g deno), or name one in THREADLOOM_COMPILE_DENO",
      { cause },
    );
  }
  const version = /^deno (\d+\.\d+\.\d+)/m.exec(ran.out)?.[1];
  if (ran.code !== 0 || version === undefined) {
    throw new TypeError(`Cannot use "${command.join(" ")}" to compile: its --version says no version of deno`);
  }
  return { command, version };
}

/** Environment of what is run: a backtrace of the runtime would hide its message, colours are none in a file. */
export const PLAIN: Readonly<Record<string, string>> = { RUST_BACKTRACE: "0", NO_COLOR: "1" };

/** Runs deno; what it says is kept. */
export async function runDeno(
  command: DenoCommand,
  args: readonly string[],
  options: { signal?: AbortSignal } = {},
): Promise<Ran> {
  const [program, ...words] = command;
  return await runProgram(program, [...words, ...args], { ...options, env: PLAIN });
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    ...options,
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}
