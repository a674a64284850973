/**
 * The machines a program can be compiled for.
 *
 * @module
 */

/** Target triples, as Deno names them. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** One of them. */
export type Target = (typeof TARGETS)[number];

/** True for a target that Deno has a base runtime for. */
export function isTarget(text: string): text is Target {
  return TARGETS.some((target) => target === text);
}

/** The name of a program on its target: `.exe` on Windows. */
export function programName(name: string, target: string): string {
  return target.includes("windows") && !name.toLowerCase().endsWith(".exe") ? `${name}.exe` : name;
}
