/**
 * The engine that runs a zero-shot model from a folder, by transformers.js and ONNX: nothing leaves the machine.
 *
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import type { Context } from "../../../core/context.ts";
import { CannotRunError, describe } from "../../../core/errors.ts";
import { digest } from "../../../core/fingerprint.ts";
import { loadTransformers } from "../../../deps/huggingface_transformers.ts";
import { noCache, openCache } from "../service/cache.ts";
import type { Asking } from "./engine.ts";
import type { CategorizeSettings } from "./options.ts";
import type { Question } from "./question.ts";
import { OTHER, type ReadyTaxonomy, UNCLEAR } from "./taxonomy.ts";
import type { Categories } from "./value.ts";

/** Raised when the same model would give other categories. */
const LOCAL_VERSION = 1;
/** Below this share of certainty a message has none of the labels. */
const LEAST = 0.25;
/** Characters of a message that the model is given: it reads some hundred words. */
const CONSIDERED = 1_500;

/** What the library's pipeline gives: labels and their scores, which sum up to 1, the highest first. */
type ZeroShot = (
  text: string,
  labels: readonly string[],
  options: { hypothesis_template: string; multi_label: boolean },
) => Promise<{ labels: string[]; scores: number[] }>;

/** The library, as far as it is used here. */
interface Library {
  readonly env: { localModelPath: string; allowRemoteModels: boolean; allowLocalModels: boolean };
  pipeline(
    task: "zero-shot-classification",
    model: string,
    options: { dtype: string; device: string; session_options?: { intraOpNumThreads: number } },
  ): Promise<ZeroShot>;
}

/** The library's names for weights, by the file in `onnx/`; the smallest that loses little first. */
const WEIGHTS: readonly (readonly [file: string, dtype: string])[] = [
  ["model_quantized.onnx", "q8"],
  ["model_int8.onnx", "int8"],
  ["model_fp16.onnx", "fp16"],
  ["model.onnx", "fp32"],
];

/** Makes the engine; the model is loaded with the first question. */
export function localOf(settings: CategorizeSettings, taxonomy: ReadyTaxonomy): Asking {
  const name = basename(resolve(settings.model));
  const version = `local-${LOCAL_VERSION}+${name}+${taxonomy.version}`;
  const keyOf = ({ text }: Question): string => digest(JSON.stringify([version, text]));
  const memo = noCache();
  let loading: Promise<ZeroShot> | undefined;
  const load = (context: Context): Promise<ZeroShot> =>
    loading ??= loadModel(settings, context).catch((error) => {
      loading = undefined;
      throw error;
    });
  return {
    version,
    estimate: () => ({}),
    async answer(questions, context) {
      const cache = context.stateFolder === undefined ? memo : await openCache(context);
      try {
        const values: Categories[] = [];
        for (const question of questions) {
          context.signal.throwIfAborted();
          const key = keyOf(question);
          const held = cache.get(key) as Categories | undefined;
          const value = held ?? await classify(await load(context), question.text, taxonomy, name);
          if (!held) cache.set(key, question.unit, value);
          values.push(value);
        }
        if (cache === memo) memo.close();
        return values;
      } finally {
        if (cache !== memo) cache.close();
      }
    },
  };
}

async function classify(model: ZeroShot, text: string, taxonomy: ReadyTaxonomy, name: string): Promise<Categories> {
  const said = text.slice(0, CONSIDERED).toWellFormed();
  const ask = async (labels: readonly string[], template: string): Promise<Map<string, number>> => {
    const { labels: found, scores } = await model(said, labels, { hypothesis_template: template, multi_label: false });
    return new Map(found.map((label, i) => [label, scores[i]]));
  };
  const topics = await ask(names(taxonomy.topics, OTHER), "This text is about {}.");
  const intents = await ask(names(taxonomy.intents, UNCLEAR), "The writer of this text is {}.");
  const feelings = await ask(["positive", "neutral", "negative"], "The feeling of this text is {}.");
  const [topic, confidence] = best(topics, OTHER);
  return {
    topic,
    intent: best(intents, UNCLEAR)[0],
    sentiment: thousandth((feelings.get("positive") ?? 0) - (feelings.get("negative") ?? 0)),
    confidence,
    proposedLabel: null,
    engine: "local",
    model: name,
    taxonomy: taxonomy.version,
  };
}

function names(labels: ReadyTaxonomy["topics"], without: string): string[] {
  return labels.map(({ name }) => name).filter((name) => name !== without);
}

function best(scores: ReadonlyMap<string, number>, without: string): [string, number] {
  let [name, most] = [without, 0];
  for (const [label, score] of scores) if (score > most) [name, most] = [label, score];
  return scores.size > 1 && most < LEAST ? [without, thousandth(most)] : [name, thousandth(most)];
}

function thousandth(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 || 0 : 0;
}

async function loadModel({ model, device, maxWorkers }: CategorizeSettings, context: Context): Promise<ZeroShot> {
  const { files, log } = context;
  const missing = [];
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
    if (await files.stat(`${model}/${file}`) === undefined) missing.push(file);
  }
  const weights = await weightsOf(model, context);
  if (missing.length > 0 || !weights) {
    throw new CannotRunError(
      `Cannot load the model "${model}": it lacks ${[...missing, ...weights ? [] : ["onnx/model.onnx"]].join(", ")}, ` +
        "expected the folder of a zero-shot model for transformers.js",
    );
  }
  const library = await loadTransformers().catch((cause) => {
    throw new CannotRunError(
      `Cannot load transformers.js: ${describe(cause)}; it needs npm, and leave to load native code (--allow-ffi)`,
      { cause },
    );
  }) as unknown as Library;
  const folder = resolve(model);
  Object.assign(library.env, { localModelPath: dirname(folder), allowRemoteModels: false, allowLocalModels: true });
  const open = (on: string): Promise<ZeroShot> =>
    library.pipeline("zero-shot-classification", basename(folder), {
      dtype: weights,
      device: on,
      ...(maxWorkers !== undefined && { session_options: { intraOpNumThreads: maxWorkers } }),
    });
  if (device === "cpu") return await open("cpu");
  try {
    return await open("webgpu");
  } catch (error) {
    log.warn(`Cannot use a graphics card for "${model}", the processor is used instead: ${describe(error)}`);
    return await open("cpu");
  }
}

async function weightsOf(model: string, { files }: Context): Promise<string | undefined> {
  const there = new Set((await files.list(`${model}/onnx`)).map(({ name }) => name));
  return WEIGHTS.find(([file]) => there.has(file))?.[1];
}
