/**
 * Reads over a row that is too long to be held.
 *
 * @module
 */
import type { Dialect } from "./scan.ts";
import type { TextFile } from "./text_file.ts";

/** What follows the row. */
export interface Skipped {
  /** Text behind the row that was read with it. */
  rest: string;
  /** Line breaks inside its cells. */
  breaks: number;
  /** Where the file ended inside a quoted cell: how many lines below the row's first it opened, and its number. */
  open?: { below: number; cell: number };
}

const PIECE_BYTES = 256 * 1024;

/**
 * Goes from the row's start to its end; holds a piece at a time. Character by character: such a row is rare, and what
 * counts is that the rows behind it are read right.
 */
export async function skipRow(
  begun: string,
  file: TextFile,
  { delimiter, quote }: Dialect,
  signal: AbortSignal,
): Promise<Skipped> {
  const ahead = Math.max(2, delimiter.length);
  let [text, at, breaks, cell] = [begun, 0, 0, 1];
  let open: Skipped["open"];
  let atStart = true;
  for (let final = false;;) {
    if (!final && text.length - at < ahead) {
      signal.throwIfAborted();
      const piece = await file.next(PIECE_BYTES);
      final = piece === undefined;
      text = text.slice(at) + (piece ?? "");
      at = 0;
      continue;
    }
    if (at >= text.length) return open ? { rest: "", breaks, open } : { rest: "", breaks };
    const character = text[at];
    if (open) {
      if (character === quote) {
        const doubled = text[at + 1] === quote;
        if (!doubled) open = undefined;
        at += doubled ? 2 : 1;
        continue;
      }
      if (character === "\n" || character === "\r" && text[at + 1] !== "\n") breaks++;
    } else if (atStart && character === quote) {
      open = { below: breaks, cell };
    } else if (character === "\n" || character === "\r") {
      return { rest: text.slice(at + (character === "\r" && text[at + 1] === "\n" ? 2 : 1)), breaks };
    } else if (text.startsWith(delimiter, at)) {
      at += delimiter.length;
      cell++;
      atStart = true;
      continue;
    }
    atStart = false;
    at++;
  }
}
