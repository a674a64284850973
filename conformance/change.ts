/**
 * Another version of a record: what an edit at the source does.
 *
 * @module
 */
import { copyOf } from "./snapshot.ts";

/**
 * An equal record but for one text: the first text of a conversation's first message, else its title, else the first
 * field that is a text and not its `id`. With `suffix: ""` the record as it is.
 *
 * @throws {TypeError} when there is no such field
 */
export function edited<T>(record: T, suffix = " (edited)"): T {
  const copy = copyOf(record);
  const holder = partOf(copy) ?? copy;
  if (typeof holder === "object" && holder !== null) {
    const fields = holder as { [field: string]: unknown };
    const names = ["text", "title", ...Object.keys(fields).filter((name) => name !== "id" && name !== "type")];
    const field = names.find((name) => Object.hasOwn(fields, name) && typeof fields[name] === "string");
    if (field !== undefined) {
      fields[field] = fields[field] + suffix;
      return copy;
    }
  }
  throw new TypeError("Cannot edit a record: it has no field that is a text, give `change`");
}

function partOf(record: unknown): unknown {
  const { messages } = (record ?? {}) as { messages?: unknown };
  if (!Array.isArray(messages)) return undefined;
  for (const { parts } of messages as { parts?: unknown }[]) {
    if (!Array.isArray(parts)) continue;
    const found = parts.find((part: { text?: unknown }) => typeof part?.text === "string");
    if (found) return found;
  }
}
