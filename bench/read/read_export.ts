/**
 * Reads an export to canonical messages: `read_export.ts <file> <threads>`.
 *
 * @module
 */
import { visitRecords } from "../../mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import type { Counts } from "./count_visitor.ts";

if (import.meta.main) {
  const [path, threads = "1"] = Deno.args;
  const start = performance.now();
  const visitor = new URL("./count_visitor.ts", import.meta.url);
  const { results, read, dead } = await visitRecords<unknown, Counts>(chatgptSource({ path }), visitor, {
    threads: Number(threads),
  });
  const seconds = (performance.now() - start) / 1000;
  const sum = (name: keyof Counts) => results.reduce((total, counts) => total + counts[name], 0);
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const peakMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  const { size } = await Deno.stat(path);
  const counts = { conversations: sum("conversations"), messages: sum("messages"), characters: sum("characters") };
  console.log(
    JSON.stringify({ seconds, mbPerSecond: size / 1e6 / seconds, peakMb, read, dead: dead.length, ...counts }),
  );
}
