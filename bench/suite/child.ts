/**
 * One contender in a process of its own: how long it took, and how much memory it had at its peak.
 *
 * @module
 */

/** What one process came to. */
export interface Sample {
  /** From its start to its end. */
  wallSeconds: number;
  /** Peak of its resident memory in MB (10^6 bytes); absent where the system does not say. */
  peakMb?: number;
  /** The JSON object in its last line of output; empty when there was none. */
  output: { [key: string]: unknown };
}

/** How a process is started. */
export interface ChildOptions {
  env?: { [name: string]: string };
  /** Whether its memory is looked at, which costs it a little. @default true */
  watchMemory?: boolean;
}

const LOOK_EVERY_MS = 20;

/**
 * Runs a command to its end.
 *
 * @throws {Error} when it fails; the message has the end of what it wrote to standard error
 */
export async function runChild(command: string[], options: ChildOptions = {}): Promise<Sample> {
  const [program, ...args] = command;
  const started = performance.now();
  const child = new Deno.Command(program, { args, env: options.env, stdin: "null", stdout: "piped", stderr: "piped" })
    .spawn();
  const memory = watchMemory(child.pid, options.watchMemory ?? true);
  const { success, code, stdout, stderr } = await child.output();
  const wallSeconds = (performance.now() - started) / 1000;
  const peakMb = memory.end();
  const decoder = new TextDecoder();
  if (!success) {
    const tail = decoder.decode(stderr).trim().split("\n").slice(-5).join("\n");
    throw new Error(`Cannot measure "${command.join(" ")}": it ended with code ${code}, expected 0:\n${tail}`);
  }
  const output = lastObject(decoder.decode(stdout));
  return peakMb === undefined ? { wallSeconds, output } : { wallSeconds, peakMb, output };
}

/** Looks at the high-water mark of a process while it runs; the mark only rises, so only the last moments are missed. */
function watchMemory(pid: number, wanted: boolean): { end(): number | undefined } {
  let peak: number | undefined;
  const look = () => {
    try {
      const kib = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
      if (kib !== undefined) peak = Number(kib) * 1024 / 1e6;
    } catch (error) {
      // Another system, or the process has ended between two looks.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const timer = wanted ? setInterval(look, LOOK_EVERY_MS) : undefined;
  return {
    end() {
      clearInterval(timer);
      return peak;
    },
  };
}

function lastObject(text: string): { [key: string]: unknown } {
  const line = text.trimEnd().split("\n").at(-1) ?? "";
  return line.startsWith("{") ? JSON.parse(line) : {};
}
