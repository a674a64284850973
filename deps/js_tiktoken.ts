/**
 * js-tiktoken: the ranks of OpenAI's encodings, a module each, and an encoder of its own. Loaded when asked for: an
 * encoding takes 1 to 2 MB.
 *
 * @module
 */
import type { Tiktoken, TiktokenBPE } from "npm:js-tiktoken@1.0.21/lite";

export type { Tiktoken, TiktokenBPE };

/** Modules of ranks, by the encoding's name. */
export const RANKS: { readonly [encoding: string]: () => Promise<{ default: TiktokenBPE }> } = {
  o200k_base: () => import("npm:js-tiktoken@1.0.21/ranks/o200k_base"),
  cl100k_base: () => import("npm:js-tiktoken@1.0.21/ranks/cl100k_base"),
  p50k_base: () => import("npm:js-tiktoken@1.0.21/ranks/p50k_base"),
  r50k_base: () => import("npm:js-tiktoken@1.0.21/ranks/r50k_base"),
};

/** Its own encoder. */
export async function loadTiktoken(): Promise<typeof Tiktoken> {
  return (await import("npm:js-tiktoken@1.0.21/lite")).Tiktoken;
}
