/**
 * What makes the vectors of a folder's index: as flags say it, and as the folder remembers it.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import { digest } from "../../core/fingerprint.ts";
import { UsageError } from "../command.ts";
import type { Flags } from "../flags.ts";
import type { Output } from "../output.ts";
import { ENGINES } from "../tables/engine.ts";

/** Kept in the folder's memory: all that the vectors depend on, and no key. */
export interface Semantic {
  engine: typeof ENGINES[number];
  model?: string;
  baseUrl?: string;
  dimensions?: number;
}

/** What is taken where nobody says otherwise: needs no key, no download and no file. */
export const LEXICAL: Semantic = { engine: "hashed" };

/** The environment variable with the key of the engine `openai`. */
export const KEY = "OPENAI_API_KEY";

/** The engine that flags ask for; without them the folder's, undefined where it has none. */
export function askedSemantic(flags: Flags, known: Semantic | undefined): Semantic | undefined {
  const engine = flags.text("embed-engine");
  const model = flags.text("embed-model");
  const baseUrl = flags.text("embed-url");
  const dimensions = flags.number("embed-dimensions");
  if (engine === undefined && model === undefined && baseUrl === undefined && dimensions === undefined) return known;
  const asked = readSemantic({
    engine: engine ?? (baseUrl === undefined ? known?.engine : "openai") ?? LEXICAL.engine,
    model,
    baseUrl,
    dimensions,
  });
  if (!asked) throw new UsageError(`Cannot use engine "${engine}": expected one of ${ENGINES.join(", ")}`);
  return asked;
}

/** The engine in what a folder remembers; undefined where it is none that this program knows. */
export function readSemantic(value: unknown): Semantic | undefined {
  const { engine, model, baseUrl, dimensions } = Object(value) as { [field: string]: unknown };
  const known = ENGINES.find((name) => name === engine);
  if (!known) return undefined;
  const semantic: Semantic = { engine: known };
  if (typeof model === "string") semantic.model = model;
  if (typeof baseUrl === "string") semantic.baseUrl = baseUrl;
  if (Number.isSafeInteger(dimensions)) semantic.dimensions = dimensions as number;
  return semantic;
}

/** Name of the folder of an engine's vectors: those of two engines are never in one. */
export function vectorsName(semantic: Semantic): string {
  const { engine, model = "", baseUrl = "", dimensions = 0 } = semantic;
  return `vectors-${digest(JSON.stringify([engine, model, baseUrl, dimensions])).slice(0, 12)}`;
}

/** The key of the engine, where it needs one and there is one. */
export function keyOf({ engine }: Semantic): string | undefined {
  return engine === "openai" ? Deno.env.get(KEY)?.trim() || undefined : undefined;
}

/** True where the engine cannot work without a key that is not there. Servers of one's own may need none. */
export function lacksKey(semantic: Semantic): boolean {
  return semantic.engine === "openai" && semantic.baseUrl === undefined && keyOf(semantic) === undefined;
}

/** @throws {CannotRunError} when the engine needs a key and the environment has none */
export function needKey(semantic: Semantic): void {
  if (!lacksKey(semantic)) return;
  throw new CannotRunError(
    `Cannot make vectors with "openai": the environment has no ${KEY}, set it, or choose another --embed-engine`,
  );
}

/** Says that an index will not be kept in step. */
export function warnOfKey(output: Output, semantic: Semantic | undefined): void {
  if (!semantic || !lacksKey(semantic)) return;
  output.warn(`the index for search is not kept in step: its vectors are OpenAI's and the environment has no ${KEY}`);
}
