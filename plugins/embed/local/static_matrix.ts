/**
 * Reading a matrix of static vectors.
 *
 * The names are those of model2vec (`embeddings`, with `weights` and `mapping` in newer models) and of
 * sentence-transformers (`embedding.weight`).
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { MOST_HEADER, type Numbers, numbersOf, readTensors, type Tensor } from "../../../core/embedding/safetensors.ts";
import type { StaticMatrix } from "../../../core/embedding/static.ts";
import type { RandomAccessFile } from "../../../core/host.ts";

const MATRIX = ["embeddings", "embedding.weight", "0.embedding.weight"];

/**
 * The matrix of a `model.safetensors`.
 *
 * @throws {SyntaxError} when the file is none, or holds no matrix of vectors
 */
export async function readMatrix(
  path: string,
  normalize: boolean,
  { files }: Pick<Context, "files">,
): Promise<StaticMatrix> {
  const file = await files.open(path);
  try {
    const tensors = await tensorsOf(file);
    const name = MATRIX.find((one) => tensors.has(one));
    const tensor = name === undefined ? undefined : tensors.get(name);
    if (name === undefined || tensor?.shape.length !== 2) {
      throw new SyntaxError(
        `Cannot read "${path}": it holds ${[...tensors.keys()].slice(0, 8).join(", ") || "no tensors"}, ` +
          `expected a matrix called ${MATRIX.join(" or ")}`,
      );
    }
    const rows = await numbers(file, name, tensor);
    if (rows instanceof BigInt64Array) throw new SyntaxError(`Cannot read "${path}": its vectors are whole numbers`);
    const more = async (of: "weights" | "mapping") => {
      const tensor = tensors.get(of);
      return tensor ? { [of]: await numbers(file, of, tensor) } : {};
    };
    return { rows, width: tensor.shape[1], normalize, ...await more("weights"), ...await more("mapping") };
  } catch (error) {
    if (error instanceof SyntaxError && !error.message.includes(path)) {
      throw new SyntaxError(`Cannot read "${path}": ${error.message}`, { cause: error });
    }
    throw error;
  } finally {
    file.close();
  }
}

async function tensorsOf(file: RandomAccessFile): Promise<Map<string, Tensor>> {
  const length = Number(new DataView(await bytes(file, 0, 8)).getBigUint64(0, true));
  if (length > Math.min(MOST_HEADER, file.size - 8)) {
    throw new SyntaxError(`Cannot read "${file.path}": its header is said to have ${length} bytes of ${file.size}`);
  }
  return readTensors(new Uint8Array(await bytes(file, 8, length)), file.size);
}

async function numbers(file: RandomAccessFile, name: string, tensor: Tensor): Promise<Numbers> {
  return numbersOf(name, tensor, await bytes(file, tensor.start, tensor.length));
}

async function bytes(file: RandomAccessFile, at: number, length: number): Promise<ArrayBuffer> {
  const buffer = new Uint8Array(length);
  for (let got = 0; got < length;) {
    const read = await file.read(buffer.subarray(got), at + got);
    if (read === 0) throw new SyntaxError(`Cannot read "${file.path}": it ends at byte ${at + got}, more was expected`);
    got += read;
  }
  return buffer.buffer;
}
