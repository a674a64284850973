/**
 * Transformer models from a folder, by transformers.js and ONNX.
 *
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import type { Context } from "../../../core/context.ts";
import { type Chunk, chunksOf } from "../../../core/embedding/chunks.ts";
import { CannotRunError, describe } from "../../../core/errors.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { type FeatureExtraction, loadTransformers } from "../../../deps/huggingface_transformers.ts";
import type { Engine } from "../engine.ts";
import type { EmbedSettings } from "../options.ts";
import { findModel, modelName } from "./model_folder.ts";

/** Tokens that sentence models were trained on. */
const MAX_INPUT = 256;
const OVERLAP = 32;
/** Texts at once: more take memory, and are no faster on a processor. */
const AT_ONCE = 8;

/** The library's names for weights, by the file in `onnx/`; the smallest that loses little first. */
const WEIGHTS: readonly (readonly [file: string, dtype: string])[] = [
  ["model_quantized.onnx", "q8"],
  ["model_int8.onnx", "int8"],
  ["model_fp16.onnx", "fp16"],
  ["model.onnx", "fp32"],
];

/** The engine; nothing is loaded before it starts. */
export function transformersEngine(settings: EmbedSettings): Engine {
  const { model = "", device, maxInputTokens = MAX_INPUT } = settings;
  const overlapTokens = settings.overlapTokens ?? Math.min(OVERLAP, maxInputTokens >> 2);
  const label = modelName(model);
  let loading: Promise<FeatureExtraction> | undefined;
  return {
    label,
    identity: ["transformers", label],
    worthKeeping: true,
    wholeBytes: maxInputTokens >> 1,
    estimate: () => Promise.resolve({}),
    async start(context) {
      const extract = await (loading ??= load(model, device, context).catch((error) => {
        loading = undefined;
        throw error;
      }));
      // The model puts a token before and one behind.
      const longest = Math.max(1, Math.min(maxInputTokens, extract.tokenizer.model_max_length ?? maxInputTokens) - 2);
      const tokenizer = tokenizerOf(extract);
      let chain = Promise.resolve();
      return {
        cut: (text) => chunksOf(text, tokenizer, { maxTokens: longest, overlapTokens }),
        embed(chunks) {
          const made: Promise<Float32Array>[] = [];
          for (let i = 0; i < chunks.length; i += AT_ONCE) {
            const some = chunks.slice(i, i + AT_ONCE);
            const vectors = chain.then(() => extractAll(extract, some, context));
            chain = vectors.then(() => undefined, () => undefined);
            made.push(...some.map(async (_, at) => (await vectors)[at]));
          }
          return made;
        },
      };
    },
  };
}

async function extractAll(
  extract: FeatureExtraction,
  chunks: readonly Chunk[],
  { signal }: Pick<Context, "signal">,
): Promise<Float32Array[]> {
  signal.throwIfAborted();
  const { dims, data } = await extract(chunks.map(({ text }) => text), { pooling: "mean", normalize: true });
  const width = dims.at(-1) ?? 0;
  return chunks.map((_, i) => {
    const vector = Float32Array.from({ length: width }, (_, d) => data[i * width + d]);
    if (width > 0 && vector.every(Number.isFinite)) return vector;
    throw new RangeError(`Cannot use what the model gave: a vector of ${width} numbers, not all of them finite`);
  });
}

/** The model's own tokenizer, for counting. */
function tokenizerOf({ tokenizer }: FeatureExtraction): Tokenizer {
  const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false });
  return { name: "the model's", encode, count: (text) => encode(text).length };
}

async function load(model: string, device: "cpu" | "gpu", context: Context): Promise<FeatureExtraction> {
  if ((await context.files.stat(model))?.kind !== "folder") {
    throw new CannotRunError(`Cannot find model "${model}": there is no such folder, expected one with tokenizer.json`);
  }
  await findModel(model, ["tokenizer.json", "config.json"], context);
  const names = new Set((await context.files.list(`${model}/onnx`)).map(({ name }) => name));
  const weights = WEIGHTS.find(([file]) => names.has(file));
  if (!weights) {
    throw new CannotRunError(
      `Cannot find weights in "${model}/onnx": it holds ${[...names].join(", ") || "nothing"}, ` +
        `expected ${WEIGHTS.map(([file]) => file).join(" or ")}`,
    );
  }
  const library = await loadTransformers().catch((cause) => {
    // A lock that does not name it is told in hundreds of lines.
    const said = describe(cause).split("\n")[0];
    const advice = /lockfile/.test(said)
      ? "in a clone, whose lock leaves it out for its size, run with --no-lock"
      : "it comes from npm when it is first used, and its native parts need --allow-ffi";
    throw new CannotRunError(`Cannot load transformers.js: ${said}; ${advice}`);
  });
  const folder = resolve(model);
  library.env.localModelPath = dirname(folder);
  library.env.allowRemoteModels = false;
  library.env.allowLocalModels = true;
  const open = (on: string) =>
    library.pipeline("feature-extraction", basename(folder), { dtype: weights[1], device: on });
  if (device === "cpu") return await open("cpu");
  try {
    return await open("webgpu");
  } catch (error) {
    context.log.warn(
      `Cannot use a graphics card for "${model}", the processor is used instead: ${describe(error).split("\n")[0]}`,
    );
    return await open("cpu");
  }
}
