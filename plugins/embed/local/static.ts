/**
 * Static vectors of tokens (model2vec): a table look-up a token, and the mean.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { type StaticMatrix, StaticMean } from "../../../core/embedding/static.ts";
import { isObject } from "../../../core/raw.ts";
import type { Engine } from "../engine.ts";
import type { EmbedSettings } from "../options.ts";
import { findModel, modelName, readJson } from "./model_folder.ts";
import { readMatrix } from "./static_matrix.ts";
import { partsOf } from "./parts.ts";

/** Longest time the thread is kept from everything else, milliseconds. */
const LONGEST_MS = 50;

/** What cuts a text into tokens. */
interface Encoder {
  encode(text: string): number[];
}

/** The engine; files are read when it starts. */
export function staticEngine({ model = "" }: EmbedSettings): Engine {
  const label = modelName(model);
  let loading: Promise<{ matrix: StaticMatrix; encoder: Encoder }> | undefined;
  return {
    label,
    identity: ["static", label],
    worthKeeping: false,
    wholeBytes: Infinity,
    estimate: () => Promise.resolve({}),
    async start(context) {
      const { matrix, encoder } = await (loading ??= load(model, context).catch((error) => {
        loading = undefined;
        throw error;
      }));
      let rested = context.clock.now();
      let chain = Promise.resolve();
      const rest = async () => {
        if (context.clock.now() - rested < LONGEST_MS) return;
        await context.clock.sleep(0, context.signal);
        rested = context.clock.now();
      };
      return {
        cut: (text) => [{ text, tokens: 1, at: 0 }],
        embed: (chunks) =>
          chunks.map(({ text }) => {
            const made = chain.then(rest).then(() => embedText(text, matrix, encoder));
            chain = made.then(() => undefined, () => undefined);
            return made;
          }),
      };
    },
  };
}

function embedText(text: string, matrix: StaticMatrix, encoder: Encoder): Float32Array | undefined {
  const mean = new StaticMean(matrix);
  for (const part of partsOf(text)) mean.add(encoder.encode(part));
  return mean.vector();
}

async function load(model: string, context: Context): Promise<{ matrix: StaticMatrix; encoder: Encoder }> {
  const folder = await findModel(model, ["tokenizer.json", "model.safetensors", "config.json"], context);
  const tokenizer = await readJson(folder, "tokenizer.json", context);
  if (!isObject(tokenizer)) throw new SyntaxError(`Cannot read model "${model}": tokenizer.json holds no object`);
  const config = await readJson(folder, "config.json", context);
  const normalize = isObject(config) ? config.normalize !== false : true;
  const matrix = await readMatrix(`${folder}/model.safetensors`, normalize, context);
  const { Tokenizer } = await import("../../../deps/huggingface_tokenizers.ts");
  const made = new Tokenizer(tokenizer, {});
  const unknown = unknownToken(tokenizer, made);
  return {
    matrix,
    encoder: {
      encode(text) {
        const { ids } = made.encode(text, { add_special_tokens: false });
        return unknown === undefined ? ids : ids.filter((id) => id !== unknown);
      },
    },
  };
}

/** Id of the token for what is not in the vocabulary: it says nothing of a text. */
function unknownToken(
  { model }: { readonly [key: string]: unknown },
  tokenizer: { token_to_id(token: string): number | undefined },
): number | undefined {
  if (!isObject(model)) return undefined;
  if (typeof model.unk_id === "number") return model.unk_id;
  return typeof model.unk_token === "string" ? tokenizer.token_to_id(model.unk_token) : undefined;
}
