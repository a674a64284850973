/**
 * transformers.js: transformer models by ONNX. Loaded, and downloaded, only when a pipeline runs that asks for it: with its
 * native parts it takes half a gigabyte. So its types stand here, as far as they are used.
 *
 * @module
 */

/** A tensor as the library gives it: all numbers in a row, and its shape. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A pipeline that gives vectors of texts. */
export interface FeatureExtraction {
  (texts: string[], options: { pooling: "mean"; normalize: boolean }): Promise<Tensor>;
  readonly tokenizer: {
    encode(text: string, options?: { add_special_tokens?: boolean }): number[];
    readonly model_max_length?: number;
  };
}

/** What is used of the library. */
export interface Transformers {
  readonly env: { localModelPath: string; allowRemoteModels: boolean; allowLocalModels: boolean };
  pipeline(
    task: "feature-extraction",
    model: string,
    options: { dtype: string; device: string },
  ): Promise<FeatureExtraction>;
}

const LIBRARY = "npm:@huggingface/transformers@4.3.1";

/** Loads the library. */
export async function loadTransformers(): Promise<Transformers> {
  return await import(LIBRARY) as Transformers;
}
