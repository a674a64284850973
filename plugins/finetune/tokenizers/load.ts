/**
 * Tokenizers by name.
 *
 * @module
 */
import { join } from "node:path";
import type { Context } from "../../../core/context.ts";
import { describe } from "../../../core/errors.ts";
import { suggest } from "../../../core/suggest.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { huggingFaceTokenizer } from "./hugging_face.ts";
import { ENCODINGS, jsTiktoken, openaiTokenizer } from "./openai.ts";

/** What loading needs of a context. */
export type TokenizerContext = Pick<Context, "files" | "log" | "count" | "signal">;

/** How a tokenizer is found. */
export interface LoadOptions {
  /** Taken when a model's tokenizer cannot be had; without one that is an error. */
  fallback?: string;
  /** Counts the tokens that a model's tokenizer puts around every text, as its own library does. @default false */
  special?: boolean;
  /** Where ids of models are looked up. @default "https://huggingface.co" */
  hub?: string;
}

const HUB = "https://huggingface.co";
const HUB_ID = /^[\w.-]+\/[\w.-]+$/;
/** Bytes of the largest `tokenizer.json` that is read. */
const MOST_BYTES = 256 << 20;

/** Hosts that must be reached, and paths that must be read, for a tokenizer of this name. */
export function tokenizerPermissions(name: string): { read?: string[]; net?: string[] } {
  const kind = kindOf(name);
  if (kind === "path") return { read: [name] };
  // It may also be a path, which is looked at first.
  if (kind === "hub") {
    return { read: [name], net: [new URL(HUB).host, "cdn-lfs.huggingface.co", "cas-bridge.xethub.hf.co"] };
  }
  return {};
}

/**
 * Loads a tokenizer: an encoding of OpenAI by its name (`o200k_base`; with `js-tiktoken:` before it, by that library),
 * a model's `tokenizer.json` by its path or that of its folder, or a model by its id on the Hugging Face hub
 * (`mistralai/Mistral-7B-v0.3`), which asks the network.
 *
 * @throws {RangeError} when there is no tokenizer of that name, and no fallback
 */
export async function loadTokenizer(
  name: string,
  context: TokenizerContext,
  { fallback, special = false, hub = HUB }: LoadOptions = {},
): Promise<Tokenizer> {
  const kind = kindOf(name);
  if (kind === "encoding") return await openaiTokenizer(name);
  if (kind === "js-tiktoken") return await jsTiktoken(name.slice(name.indexOf(":") + 1));
  try {
    if (kind === "unknown") throw unknown(name);
    const model = await readModel(name, kind, context, hub);
    return await huggingFaceTokenizer(name, model, special);
  } catch (error) {
    context.signal.throwIfAborted();
    if (fallback === undefined) throw error;
    context.count("tokenizer fallback");
    context.log.warn(`Cannot load tokenizer "${name}", tokens are counted by ${fallback}: ${describe(error)}`);
    return await loadTokenizer(fallback, context);
  }
}

function kindOf(name: string): "encoding" | "js-tiktoken" | "path" | "hub" | "unknown" {
  if (ENCODINGS.includes(name)) return "encoding";
  if (name.startsWith("js-tiktoken:") && ENCODINGS.includes(name.slice(12))) return "js-tiktoken";
  if (/\.json$|^[.~]?[\\/]|^\.\.?[\\/]|^[A-Za-z]:[\\/]/.test(name)) return "path";
  return HUB_ID.test(name) ? "hub" : /[\\/]/.test(name) ? "path" : "unknown";
}

function unknown(name: string): RangeError {
  const near = suggest(name, ENCODINGS);
  return new RangeError(
    `Cannot find tokenizer "${name}": there are ${ENCODINGS.join(", ")}, paths of a tokenizer.json and ids of models` +
      (near === undefined ? "" : `; did you mean "${near}"?`),
  );
}

/** Text of a model's `tokenizer.json` and, where there is one, `tokenizer_config.json`. */
async function readModel(
  name: string,
  kind: "path" | "hub",
  { files, signal }: TokenizerContext,
  hub: string,
): Promise<{ tokenizer: string; config?: string }> {
  const there = await files.stat(name);
  if (there) {
    const folder = there.kind === "folder" ? name : undefined;
    const path = folder === undefined ? name : join(folder, "tokenizer.json");
    const size = (await files.stat(path))?.size ?? 0;
    if (size > MOST_BYTES) {
      throw new RangeError(`Cannot read "${path}": it has ${size} bytes, at most ${MOST_BYTES} are read`);
    }
    const tokenizer = await files.read(path);
    if (!tokenizer) throw new RangeError(`Cannot find tokenizer "${name}": there is no ${path}`);
    const config = folder === undefined ? undefined : await files.read(join(folder, "tokenizer_config.json"));
    return { tokenizer: text(tokenizer), ...(config ? { config: text(config) } : {}) };
  }
  if (kind === "path") throw new RangeError(`Cannot find tokenizer "${name}": there is no such file or folder`);
  const address = (file: string) => `${hub}/${name}/resolve/main/${file}`;
  const answer = await fetch(address("tokenizer.json"), { signal });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new RangeError(`Cannot find tokenizer "${name}": ${address("tokenizer.json")} answers ${answer.status}`);
  }
  return { tokenizer: await answer.text() };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
