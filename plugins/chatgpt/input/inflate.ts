/**
 * Raw deflate, piece by piece, in bounded memory.
 *
 * The zlib of `node:` is used and not `DecompressionStream`, because it says where the deflate stream ended.
 *
 * @module
 */
import { constants, createInflateRaw } from "node:zlib";
import { InputError } from "./input_error.ts";

/** Bytes of one piece handed over. */
const PIECE = 256 * 1024;
/** Inflated bytes at which the engine has to wait until they are taken. */
const QUEUE = 1024 * 1024;

/** Filled while inflating. */
export interface InflateState {
  /** Compressed bytes used so far. */
  consumed: number;
  /** True once the deflate stream came to its own end. */
  ended: boolean;
}

/**
 * Inflates `input`, which messages call `name`. All that can be inflated comes out before a fault of the data is thrown.
 * Input that ends early gives what there is and no error: `state.ended` tells, where more input than needed was given.
 *
 * @throws {InputError} with the fault `data` when the bytes are no deflate stream
 */
export async function* inflateRaw(
  input: AsyncIterable<Uint8Array>,
  name: string,
  state: InflateState = { consumed: 0, ended: false },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const engine = createInflateRaw({ chunkSize: PIECE, finishFlush: constants.Z_SYNC_FLUSH });
  const ready: Uint8Array<ArrayBuffer>[] = [];
  let queued = 0;
  let failure: Error | undefined;
  let ended = false;
  let wake = (): void => {};
  engine.on("data", (piece: Uint8Array<ArrayBuffer>) => {
    ready.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.length));
    queued += piece.length;
    if (queued < QUEUE) return;
    engine.pause();
    wake();
  });
  engine.on("error", (error: Error) => {
    failure ??= error;
    wake();
  });
  engine.on("end", () => {
    ended = true;
    wake();
  });
  /** Hands over what is ready until `done` says that the engine waits for input. */
  async function* drain(done: () => boolean): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    while (true) {
      const idle = done() || ended || failure !== undefined;
      queued = 0;
      yield* ready.splice(0);
      if (idle) return;
      engine.resume();
      if (!done() && !ended && failure === undefined && ready.length === 0) {
        await new Promise<void>((resolve) => wake = resolve);
      }
    }
  }
  try {
    let given = 0;
    for await (const piece of input) {
      if (piece.length === 0) continue;
      let written = false;
      given += piece.length;
      engine.write(piece, (error) => {
        if (error) failure ??= error;
        written = true;
        wake();
      });
      yield* drain(() => written);
      state.consumed = engine.bytesWritten;
      if (failure !== undefined) throw damaged(name, failure);
      if (ended || engine.bytesWritten < given) break;
    }
    // Where the stream ends right behind the last byte given, zlib says so only when asked to finish.
    state.ended = ended || engine.bytesWritten < given;
    engine.end();
    yield* drain(() => false);
    if (failure !== undefined) throw damaged(name, failure);
  } finally {
    engine.destroy();
  }
}

function damaged(name: string, cause: Error): InputError {
  return new InputError("data", `Cannot inflate ${name}: its compressed bytes are damaged`, { cause });
}
