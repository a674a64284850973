/**
 * Child of the crash host's own test: writes two files into the folder given first.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { crashHostFromArgs } from "./crash_host.ts";

const { host, finish } = crashHostFromArgs(denoHost());
const folder = `${Deno.args[0]}/out`;
await host.files.makeFolder(folder);
await host.files.write(`${folder}/a.txt`, "the new a");
host.effect("between");
await host.files.write(`${folder}/b.txt`, "the new b");
finish();
