/**
 * The text of a quoted cell.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** From this length on, characters are moved by hand: the runtime's replacing takes a microsecond for each quote. */
const LONG = 5_000;

/** One quote for each doubled one; `cell` is what stands between the quotes, in which all are doubled. */
export function unquote(cell: string, quote: string): string {
  const first = cell.indexOf(quote);
  if (first < 0) return cell;
  if (cell.length < LONG) return cell.replaceAll(quote + quote, quote);
  const bytes = Buffer.from(cell, "utf16le");
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, cell.length);
  const code = quote.charCodeAt(0);
  let to = first;
  for (let from = first; from < units.length; from++) {
    const unit = units[from];
    units[to++] = unit;
    if (unit === code) from++;
  }
  return bytes.toString("utf16le", 0, 2 * to);
}
