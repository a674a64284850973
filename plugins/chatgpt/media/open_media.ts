/**
 * The bytes of a media file as a stream.
 *
 * @module
 */
import type { InputFile } from "../input/input_file.ts";

/**
 * A fresh stream of the file's bytes, read as they are asked for. It errors where they are not what their archive says:
 * size and checksum are compared at the end.
 */
export function openMedia(file: InputFile): Promise<ReadableStream<Uint8Array>> {
  let pieces: AsyncIterator<Uint8Array> | undefined;
  return Promise.resolve(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        pieces ??= file.stream()[Symbol.asyncIterator]();
        const next = await pieces.next();
        if (next.done) controller.close();
        // The piece lies in a buffer that is used again.
        else controller.enqueue(next.value.slice());
      },
      async cancel() {
        await pieces?.return?.();
      },
    }, { highWaterMark: 0 }),
  );
}
