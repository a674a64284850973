/**
 * What a plan counts: texts that a run would have to pay for.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { digest } from "../../core/fingerprint.ts";
import { cachePath, SharedCache } from "./cache/shared_cache.ts";
import type { Engine } from "./engine.ts";
import type { EmbedSettings } from "./options.ts";
import { PREPARED } from "./texts.ts";

/** What is known while a plan is made. */
interface Planned {
  /** Hashes of texts that were counted: a run sends each once, whatever stores it goes to. */
  readonly counted: Set<string>;
  /** Undefined where there is none yet: a plan makes no files. */
  readonly cache: SharedCache | undefined;
}

/** The key of a chunk's vector in the content cache. */
export function cacheKey({ identity }: Pick<Engine, "identity">, text: string): string {
  return digest(`${JSON.stringify([PREPARED, ...identity])}\n${text}`);
}

/** Prepares counting: of texts those that this plan has not counted yet and that the content cache does not hold. */
export function openUnpaid(
  engine: Engine,
  { cache }: Pick<EmbedSettings, "cache">,
): (texts: readonly string[], context: Context) => Promise<string[]> {
  const plans = new WeakMap<AbortSignal, Promise<Planned>>();

  async function start(context: Context): Promise<Planned> {
    const path = engine.worthKeeping ? await cachePath(cache, context) : undefined;
    const there = path !== undefined && await context.files.stat(path) !== undefined;
    return { counted: new Set(), cache: there ? new SharedCache(path, context) : undefined };
  }

  return async function unpaid(texts, context) {
    if (texts.length === 0) return [];
    let plan = plans.get(context.signal);
    if (!plan) plans.set(context.signal, plan = start(context));
    const { counted, cache } = await plan;
    const fresh = texts.filter((text) => {
      const key = digest(text);
      return !counted.has(key) && counted.add(key);
    });
    if (!cache) return fresh;
    const chunks = await engine.chunks?.(fresh) ?? fresh.map((text) => [text]);
    return await cache.during(async () => {
      const keys = chunks.map((some) => some.map((text) => cacheKey(engine, text)));
      const held = await cache.get(keys.flat());
      return fresh.filter((_, i) => keys[i].some((key) => !held.has(key)));
    });
  };
}
