/**
 * Which delimiter a file uses.
 *
 * @module
 */
import { RowScanner } from "./scan.ts";

/** What is chosen among; the first where nothing speaks for another. */
const CANDIDATES = [",", ";", "\t"];

/** Rows that are looked at. */
const ROWS = 20;

/**
 * The delimiter by which the first rows fall into most cells, all into as many; where by none all do, the one that the
 * first row has most of. `text` is the file's start; `whole` where it is all of it.
 */
export function detectDelimiter(text: string, { quote, whole }: { quote: string; whole: boolean }): string {
  let best = CANDIDATES[0];
  let most = 1;
  for (const even of [true, false]) {
    for (const delimiter of CANDIDATES) {
      const widths = widthsOf(text, new RowScanner(text, { delimiter, quote }, whole));
      const [first = 1] = widths;
      if (first <= most || even && widths.some((width) => width !== first)) continue;
      best = delimiter;
      most = first;
    }
    if (most > 1) break;
  }
  return best;
}

function widthsOf(text: string, scanner: RowScanner): number[] {
  const widths: number[] = [];
  for (let at = 0; at < text.length && widths.length < ROWS;) {
    const scanned = scanner.scan(at);
    if (scanned.kind === "unfinished" || scanned.kind === "open") break;
    if (scanned.kind === "row") widths.push(scanned.row.cells.length);
    at = scanned.end;
  }
  // One row longer than the text: what there is of it has to do.
  if (widths.length === 0 && text !== "") widths.push(text.split(scanner.dialect.delimiter).length);
  return widths;
}
