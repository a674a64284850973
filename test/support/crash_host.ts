/**
 * A host that ends the process at its N-th effect, and what a crash-point sweep needs around it.
 *
 * The child script makes its host with `crashHostFromArgs(denoHost())` and prints nothing else to standard output; the
 * parent learns the effects with `countEffects` and ends one child at each of them with `crashAt`.
 *
 * @module
 */
import type { Files, FileWriter, Host } from "../../core/host.ts";

/** Where to end the process. */
export interface CrashOptions {
  /** Number of the effect, from 1, before which the process ends; absent: effects are only counted. */
  at?: number;
  /** Whether half of a write's bytes are written before the end. @default true */
  half?: boolean;
}

/** A host that counts effects. */
export interface CrashHost extends Host {
  /** Names of the effects so far, in order: `write out.jsonl`, `commit out.jsonl`, `ledger commit`. */
  readonly effects: string[];
}

/** Wraps a host: every change of the disk and every call of `effect` is an effect; the process dies (SIGKILL) at `at`. */
export function crashHost(inner: Host, { at, half = true }: CrashOptions = {}): CrashHost {
  const effects: string[] = [];

  async function reach(name: string, path?: string, partly?: () => Promise<unknown>): Promise<void> {
    if (!count(name, path)) return;
    if (half) await partly?.();
    die();
  }

  function count(name: string, path?: string): boolean {
    effects.push(path === undefined ? name : `${name} ${label(path)}`);
    return effects.length === at;
  }

  function watch(path: string, writer: FileWriter): FileWriter {
    return {
      async write(chunk) {
        await reach("write", path, () => writer.write(chunk.subarray(0, chunk.length >> 1)));
        await writer.write(chunk);
      },
      async commit() {
        await reach("commit", path);
        await writer.commit();
        await reach("committed", path);
      },
      async abort() {
        await reach("abort", path);
        await writer.abort();
      },
    };
  }

  const files: Files = {
    ...inner.files,
    async makeFolder(path, secret) {
      await reach("make folder", path);
      await inner.files.makeFolder(path, secret);
    },
    async create(path, secret) {
      await reach("create", path);
      return watch(path, await inner.files.create(path, secret));
    },
    async write(path, data, secret) {
      const writer = await files.create(path, secret);
      await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
      await writer.commit();
    },
    async rename(from, to) {
      await reach("rename", from);
      await inner.files.rename(from, to);
      await reach("renamed", to);
    },
    async link(from, to) {
      await reach("link", to);
      return await inner.files.link(from, to);
    },
    async remove(path) {
      await reach("remove", path);
      return await inner.files.remove(path);
    },
  };

  return {
    ...inner,
    effects,
    files,
    locks: {
      async take(path, owner) {
        await reach("lock", path);
        return await inner.locks.take(path, owner);
      },
    },
    effect(name) {
      if (count(name)) die();
    },
  };
}

/** The last name of a path, without what differs from run to run. */
function label(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("Cannot go on: the process was killed");
}

/** For child scripts: takes `--crash-at=<n>` and `--crash-whole` from the arguments; `finish` tells the parent the effects. */
export function crashHostFromArgs(inner: Host, args: string[] = Deno.args): { host: CrashHost; finish(): void } {
  const at = args.find((arg) => arg.startsWith("--crash-at="))?.slice("--crash-at=".length);
  const host = crashHost(inner, {
    at: at === undefined ? undefined : Number(at),
    half: !args.includes("--crash-whole"),
  });
  return { host, finish: () => console.log(JSON.stringify(host.effects)) };
}

/** How a child ended. */
export interface Ended {
  /** True when it was killed at its crash point. */
  crashed: boolean;
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a child script to its end with all permissions. */
export async function runChild(script: string, args: string[]): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, ...args],
    stdout: "piped",
    stderr: "piped",
  });
  const { code, signal, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { crashed: signal === "SIGKILL", code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs the child undisturbed and returns the names of its effects: crash points are 1 to their number. */
export async function countEffects(script: string, args: string[]): Promise<string[]> {
  const ended = await runChild(script, args);
  if (ended.code !== 0) throw new Error(`Cannot count effects of "${script}": it failed: ${ended.stderr}`);
  return JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "[]");
}

/** Runs the child so that it dies at effect `at`. */
export async function crashAt(script: string, args: string[], at: number, half = true): Promise<Ended> {
  return await runChild(script, [...args, `--crash-at=${at}`, ...(half ? [] : ["--crash-whole"])]);
}
