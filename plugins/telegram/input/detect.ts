/**
 * Whether an input looks like a Telegram export.
 *
 * @module
 */
import { glimpseJson } from "../../../core/json/glimpse.ts";
import type { Detection, Glimpse } from "../../../core/source.ts";
import { foreignBytes, foreignNames, shapeOf } from "./shapes.ts";

const SENTENCES = {
  single: "A Telegram export of one chat.",
  full: "A full Telegram export.",
  list: "A list of Telegram chats.",
} as const;

/**
 * How sure it is that a glimpse shows a Telegram export, from names and first bytes alone. What is Telegram's or another
 * chat's and cannot be read has little confidence and a sentence that says what to do.
 */
export function detect({ path, kind, entries, firstBytes }: Glimpse): Detection {
  const json = entries.length > 0 && kind === "file" ? undefined : glimpseJson(firstBytes);
  const shape = json && shapeOf(json);
  if (shape !== undefined) return { confidence: shape === "list" ? 0.9 : 0.95, sentence: SENTENCES[shape] };
  if (json === undefined && kind === "folder" && entries.some((name) => /(^|\/)result\.json$/.test(name))) {
    return { confidence: 0.7, sentence: "A folder with files named like Telegram exports." };
  }
  const other = entries.length > 0
    ? foreignNames(entries, kind === "folder" ? "folder" : "zip")
    : kind === "file"
    ? foreignBytes(path, firstBytes)
    : undefined;
  // ChatGPT's own source says more of what it knows.
  if (
    other === undefined || /ChatGPT|Claude|empty file|web page/.test(other) ||
    (other.includes("zip") && entries.length === 0)
  ) {
    return { confidence: 0, sentence: "This is no Telegram export." };
  }
  return { confidence: 0.1, sentence: `${other[0].toUpperCase()}${other.slice(1)}.` };
}
