/**
 * The process that is killed: runs the command in its arguments on a host that ends it at an effect.
 *
 * `--crash-planted=<bug>` plants a bug in it, so that the sweep can be seen to catch one. `--crash-ahead` lets another
 * thread read ahead, however little there is to read.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { crashHostFromArgs } from "../support/crash_host.ts";
import { denoThreads } from "../../host/threads.ts";
import { command, load } from "./command.ts";
import { planted } from "./planted.ts";

const bug = Deno.args.find((arg) => arg.startsWith("--crash-planted="))?.slice("--crash-planted=".length);
const world = planted(bug, denoHost(), load);
const ahead = Deno.args.includes("--crash-ahead") ? { threads: denoThreads({ leastBytes: 0 }) } : {};
const { host, finish } = crashHostFromArgs({ ...world.host, ...ahead });
const { code, err } = await command(Deno.args.filter((arg) => !arg.startsWith("--crash-")), host, world.load);
if (code !== 0) {
  console.error(err);
  Deno.exit(code);
}
finish();
