/**
 * `embed` as a derivation: which messages need a vector, and where it goes.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Derived, Embedding } from "../../core/conversation.ts";
import { type DerivedPart, stampOf, withDerived } from "../../core/derived.ts";
import { digest } from "../../core/fingerprint.ts";
import type { PLUGIN } from "../../core/plugin.ts";
import type { Derivation, Estimate, Parts } from "../../core/transform.ts";
import { cachePath } from "./cache/shared_cache.ts";
import { VectorCache } from "./cache/vector_cache.ts";
import type { Engine } from "./engine.ts";
import type { EmbedSettings } from "./options.ts";
import { EmbedRun } from "./run.ts";
import { EmbeddingError } from "./openai/errors.ts";
import { checkRecord, type Embeddable, PREPARED, Texts } from "./texts.ts";
import { heldStamp, withoutStale } from "./stale.ts";
import { openUnpaid } from "./unpaid.ts";
import { valueOf } from "./value.ts";

/** The derivation before its factory stamps it: conversations stay conversations, messages messages. */
export interface EmbedDerivation extends Omit<Derivation<Embeddable, Embeddable>, typeof PLUGIN | "derive"> {
  /** As every derivation's. */
  derive<T extends Embeddable>(records: T[], context: Context, parts?: Parts[]): Promise<T[]>;
}

/** A message that needs a vector. */
interface Wanted {
  record: number;
  part: string | null;
  text: string;
  /** What its vector is derived of. */
  of: string;
}

/** The derivation over an engine. */
export function embedDerivation(settings: EmbedSettings, engine: Engine): EmbedDerivation {
  const { name, cache, chunks, maxInputTokens, overlapTokens } = settings;
  const texts = new Texts(settings.hidden);
  const unpaid = openUnpaid(engine, settings);
  const runs = new WeakMap<AbortSignal, Promise<EmbedRun>>();
  const stamped = { name, version: JSON.stringify([PREPARED, ...engine.identity]), inputs };

  /** Only a text that may be cut depends on how it would be. */
  function inputOf(text: string): unknown {
    const { wholeBytes } = engine;
    // A UTF-16 unit is three bytes at most.
    const surely = text.length * 3 <= wholeBytes ||
      text.length <= wholeBytes && new TextEncoder().encode(text).length <= wholeBytes;
    return surely ? text : { text, chunks, maxInputTokens, overlapTokens };
  }

  function inputs(record: Embeddable, part?: DerivedPart): unknown {
    checkRecord(record);
    if (part !== undefined) {
      const text = texts.of(record, part);
      return text === undefined ? undefined : inputOf(text);
    }
    const all = texts.partsOf(record);
    return all.length === 0 ? undefined : all.map(({ part, text }) => [part, inputOf(text)]);
  }

  /** What has no vector yet, or one that was derived of something else. */
  function wantedOf(records: readonly Embeddable[], parts: readonly Parts[] = []): Wanted[] {
    return records.flatMap((record, i) =>
      texts.partsOf(checkRecord(record), parts[i]).flatMap(({ part, text }) => {
        // The text is at hand: it is not rendered again.
        const of = stampOf<Embeddable>({ ...stamped, inputs: () => inputOf(text) }, record, part)!;
        return heldStamp(texts.holderOf(record, part), name) === of ? [] : [{ record: i, part, text, of }];
      })
    );
  }

  function runOf(context: Context): Promise<EmbedRun> {
    const known = runs.get(context.signal);
    if (known) return known;
    const started = EmbedRun.start(engine, { name, ...(cache === undefined ? {} : { cache }) }, context);
    runs.set(context.signal, started);
    // What kept the engine from starting may be mended before it is asked again.
    started.catch(() => runs.delete(context.signal));
    return started;
  }

  async function derive<T extends Embeddable>(records: T[], context: Context, parts?: Parts[]): Promise<T[]> {
    const wanted = wantedOf(records, parts);
    // What a store held of an entry came along with it, also where its text is another one now, or none.
    const clean = records.map((record, i) =>
      withoutStale(record, name, (part) => {
        const wants = parts?.[i] === undefined || parts[i].has(part);
        return wants && heldStamp(texts.holderOf(record, part), name) !== stampOf<Embeddable>(stamped, record, part);
      })
    );
    if (wanted.length === 0) return clean;
    const byText = new Map<string, Set<string>>();
    for (const { record, text } of wanted) {
      const owners = byText.get(text) ?? new Set();
      byText.set(text, owners.add(digest(records[record].id)));
    }
    const run = await runOf(context);
    const embedded = await run.embed(byText);
    context.signal.throwIfAborted();
    const added = records.map(() => new Map<string | null, { [name: string]: Derived<Embedding> }>());
    for (const { record, part, text, of } of wanted) {
      const made = embedded.get(text)!;
      if ("error" in made) throw told(made.error, part);
      const value = valueOf(made, engine.label, chunks);
      if (value) added[record].set(part, { [name]: { of, value } });
    }
    return clean.map((record, i) => withDerived(record, added[i]));
  }

  async function estimate(records: Embeddable[], parts?: Parts[], context?: Context): Promise<Estimate> {
    const wanted = [...new Set(wantedOf(records, parts).map(({ text }) => text))];
    return await engine.estimate(context ? await unpaid(wanted, context) : wanted);
  }

  async function forget(units: string[], context: Context): Promise<void> {
    const path = engine.worthKeeping ? await cachePath(cache, context) : undefined;
    if (path === undefined || !await context.files.stat(path)) return;
    const opened = await VectorCache.open(context, path);
    try {
      opened.forget(units.map((unit) => digest(unit)));
    } finally {
      opened.close();
    }
  }

  return { kind: "derivation", name, version: stamped.version, inputs, estimate, derive, forget };
}

/** The error, with the message it is about where it is about one. */
function told(error: unknown, part: string | null): unknown {
  if (part === null || !(error instanceof EmbeddingError) || error.kind === "final") return error;
  return new EmbeddingError(`Cannot embed message "${part}"`, error.kind, { cause: error });
}
