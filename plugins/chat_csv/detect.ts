/**
 * Whether an input looks like chat data.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { findDialect } from "../../core/csv/dialect.ts";
import { findEncoding, toUtf8 } from "../../core/csv/encoding.ts";
import { cutRows } from "../../core/csv/scan.ts";
import type { Detection, Glimpse } from "../../core/source.ts";
import { looksLikeChats } from "./header.ts";

/** Longest header that is looked at, in bytes: what has no line this short (an export on one line) is no table. */
const HEADER_BYTES = 64 * 1024;

/** By the header in the first bytes. */
export function detect({ kind, entries, firstBytes }: Glimpse): Detection {
  const no = { confidence: 0, sentence: "It is no table of chats." };
  if (kind !== "file" || entries.length > 0 || firstBytes.length === 0) return no;
  const { encoding, mark } = findEncoding(firstBytes);
  const text = Buffer.from(toUtf8(encoding)(firstBytes.subarray(mark, mark + HEADER_BYTES), true));
  const line = text.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const first = line < 0 ? text : text.subarray(0, line);
  const dialect = findDialect(first, true);
  const header = dialect && cutRows({ bytes: first, at: 0, line: 1, last: true }, dialect).rows[0];
  if (header === undefined || !looksLikeChats(header.cells())) return no;
  return { confidence: 0.95, sentence: "Chats of a platform as a table (CSV), with their messages in a cell." };
}
