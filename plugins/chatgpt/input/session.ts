/**
 * Keeps what reading an input holds open, and lets go of it.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { RandomAccessFile } from "../../../core/host.ts";
import { fileWindow } from "./byte_window.ts";
import type { Session } from "./input_file.ts";
import type { Budget } from "./limits.ts";

/** Open files and the scratch file of one call of `openInputs`. */
export interface Keeper {
  /** A session with a budget of its own. */
  session(budget: Budget): Session;
  close(): void;
}

/** Keeps files open until `close`. All spooled archives share one scratch file. */
export function keeper(context: Pick<Context, "files" | "signal">): Keeper {
  const open: RandomAccessFile[] = [];
  let scratch: ReturnType<Context["files"]["scratch"]> | undefined;
  let written = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    session: (budget) => ({
      files: context.files,
      signal: context.signal,
      budget,
      async open(path) {
        const file = await context.files.open(path);
        open.push(file);
        return file;
      },
      async spool(bytes) {
        const turn = last.then(async () => {
          const file = await (scratch ??= context.files.scratch().then((made) => (open.push(made), made)));
          const from = written;
          for await (const piece of bytes) {
            await file.append(piece);
            written += piece.length;
          }
          return fileWindow(file, from, written);
        });
        last = turn.catch(() => undefined); // The caller has the error; the next one only waits for its turn.
        return await turn;
      },
    }),
    close() {
      for (const file of open.splice(0)) file.close();
    },
  };
}
