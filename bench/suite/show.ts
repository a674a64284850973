/**
 * Figures as cells.
 *
 * @module
 */
import { number } from "./benchmark.ts";
import { inTree } from "./inputs.ts";
import type { Measured } from "./interleave.ts";

/** Seconds of one contender: the median, and the fastest and slowest round where there were several. */
export function spread({ seconds, fastest, slowest, samples }: Measured): string {
  return samples.length < 2 ? number(seconds) : `${number(seconds)} (${number(fastest)}–${number(slowest)})`;
}

/** How many times as fast as `peer`; a dash where there is no peer. */
export function ratioTo(peer: Measured | undefined, { seconds }: Measured): string {
  return peer ? `${(peer.seconds / seconds).toFixed(2)}x` : "–";
}

/** Commands as a reader of the docs would type them: without this machine's folders. */
export function shownCommands(results: readonly { command: string[] }[]): string[] {
  const tree = inTree("");
  const shown = results.map(({ command: [program, ...args] }) => {
    const name = program.split(/[\\/]/).at(-1)!.replace(/^python[\d.]+$/, "python3");
    return [name, ...args.map((arg) => arg.startsWith(tree) ? arg.slice(tree.length) : lastParts(arg))].join(" ");
  });
  return [...new Set(shown)];
}

function lastParts(arg: string): string {
  return arg.startsWith("/") ? arg.split("/").at(-1)! : arg;
}
