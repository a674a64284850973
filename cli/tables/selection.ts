/**
 * Flags that say which conversations an import takes.
 *
 * @module
 */
import type { Flag } from "../command.ts";

const KINDS = ["image", "audio", "video", "file"] as const;

/** The flags of a selection. */
export const SELECTION: readonly Flag[] = [
  { name: "with-media", summary: "only conversations of which the exports hold an image, a recording or a file" },
  {
    name: "kinds",
    value: "KINDS",
    summary: `only conversations with media of these kinds: ${KINDS.join(",")}`,
    check: (value) => void kindsOf(value),
  },
  { name: "after", value: "DATE", summary: "only conversations begun on that day (UTC) or later", check: checkDate },
  { name: "before", value: "DATE", summary: "only conversations begun before that day (UTC)", check: checkDate },
];

/**
 * The kinds of media in `image,audio`.
 *
 * @throws {RangeError} when one is none
 */
export function kindsOf(text: string): Set<string> {
  const kinds = new Set(text.split(",").map((kind) => kind.trim()).filter((kind) => kind !== ""));
  const known: ReadonlySet<string> = new Set(KINDS);
  if (kinds.size === 0 || ![...kinds].every((kind) => known.has(kind))) {
    throw new RangeError(`expected kinds of ${KINDS.join(", ")}, with commas between them`);
  }
  return kinds;
}

function checkDate(value: string): void {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(value) || Number.isNaN(Date.parse(value))) {
    throw new RangeError("expected a day such as 2025-01-31, or a time such as 2025-01-31T09:00Z");
  }
}
