/**
 * The process that is killed: runs the command in its arguments on a host that ends it at an effect.
 *
 * `--crash-planted=<bug>` plants a bug in it, so that the sweep can be seen to catch one.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { crashHostFromArgs } from "../support/crash_host.ts";
import { command, load } from "./command.ts";
import { planted } from "./planted.ts";

const bug = Deno.args.find((arg) => arg.startsWith("--crash-planted="))?.slice("--crash-planted=".length);
const world = planted(bug, denoHost(), load);
const { host, finish } = crashHostFromArgs(world.host);
const { code, err } = await command(Deno.args.filter((arg) => !arg.startsWith("--crash-")), host, world.load);
if (code !== 0) {
  console.error(err);
  Deno.exit(code);
}
finish();
