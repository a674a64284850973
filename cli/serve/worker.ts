/**
 * A worker seen from the service: a process of the command that does one job.
 *
 * @module
 */
import type { JobProgress } from "./job.ts";

/** What a worker is told, as one line on its standard input. It works until that ends. */
export interface WorkerOrder {
  /** Held while it works, so that a worker that outlived its service is waited for. */
  lock: string;
  /** A folder to empty first. */
  clear?: string;
  /** The words of the command. */
  words: readonly string[];
}

/** What a worker may do. */
export interface WorkerRights {
  /** Folders and files that it may write; absent: it may do all that the user may. */
  write?: readonly string[];
  /** Variables of the environment that it does not get. */
  withoutEnv: readonly string[];
}

/** How a worker ended. */
export interface WorkerEnd {
  code: number;
  /** Signal that ended it. */
  signal: string | null;
  /** Last line of its standard output. */
  last: string;
  /** Why it could not do the job, in its words. */
  error?: string;
  warnings: string[];
}

/** A worker at work. */
export interface Worker {
  readonly pid: number;
  readonly end: Promise<WorkerEnd>;
  kill(): void;
}

/** Characters of a line that are kept, and warnings. */
const LONGEST_LINE = 64 << 20;
const MOST_WARNINGS = 20;
/** Hosts that a model's tokenizer is fetched from. */
const HUB = "huggingface.co,cdn-lfs.huggingface.co,cas-bridge.xethub.hf.co";

/** Starts a worker. */
export function startWorker(
  order: WorkerOrder,
  rights: WorkerRights,
  onProgress: (progress: JobProgress) => void,
): Worker {
  const env = Deno.env.toObject();
  for (const name of rights.withoutEnv) delete env[name];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...programWords(rights), "serve", "--worker"],
    clearEnv: true,
    env: { ...env, NO_COLOR: "1", RUST_BACKTRACE: "0", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const told = input.write(new TextEncoder().encode(JSON.stringify(order) + "\n")).catch(() => undefined);
  return {
    pid: child.pid,
    end: follow(child, told, onProgress).finally(() => input.close().catch(() => undefined)),
    kill() {
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // It has ended by itself.
        if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

/** The words before the command's: none in a compiled program, whose permissions are baked in. */
function programWords({ write }: WorkerRights): string[] {
  if (Deno.build.standalone) return [];
  const rights = write === undefined
    ? ["--allow-all"]
    : ["--allow-read", `--allow-write=${write.map(escaped).join(",")}`, "--allow-env", `--allow-net=${HUB}`];
  return ["run", "--quiet", "--no-prompt", ...rights, new URL("../mod.ts", import.meta.url).href];
}

/** In a list of paths a comma is written twice. */
function escaped(path: string): string {
  return path.replaceAll(",", ",,");
}

async function follow(
  child: Deno.ChildProcess,
  told: Promise<unknown>,
  onProgress: (progress: JobProgress) => void,
): Promise<WorkerEnd> {
  let last = "";
  const said: Pick<WorkerEnd, "error" | "warnings"> = { warnings: [] };
  let crash = "";
  const out = eachLine(child.stdout, (line) => {
    if (line.trim()) last = line;
  });
  const err = eachLine(child.stderr, (line) => {
    const event = readEvent(line);
    if (event === undefined) crash ||= line.slice(0, 500);
    else if (event.type === "progress") onProgress(event as unknown as JobProgress);
    else if (event.type === "error") said.error = String(event.message);
    else if (event.type === "warning" || event.type === "dead" || event.type === "warn") {
      if (said.warnings.length < MOST_WARNINGS) said.warnings.push(String(event.message));
    }
  });
  const [{ code, signal }] = await Promise.all([child.status, out, err, told]);
  return { code, signal, last, warnings: said.warnings, error: said.error ?? (crash || undefined) };
}

function readEvent(line: string): { [key: string]: unknown } | undefined {
  if (!line.startsWith('{"type":')) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    // A line that a kill has cut.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function eachLine(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!.slice(0, LONGEST_LINE);
    for (const line of lines) take(line);
  }
  if (rest) take(rest);
}
