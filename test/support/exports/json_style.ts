/**
 * JSON texts in the styles that exports and tools write.
 *
 * @module
 */
import type { Json } from "../../../core/conversation.ts";

/** `plain`: compact UTF-8. `ascii`: everything else escaped, as Python writes by default. `indented`. `bom`: with a byte order mark. */
export type JsonStyle = "plain" | "ascii" | "indented" | "bom";

/** A JSON text as UTF-8. */
export function jsonBytes(value: Json, style: JsonStyle = "plain"): Uint8Array {
  return new TextEncoder().encode(jsonText(value, style));
}

function jsonText(value: Json, style: JsonStyle): string {
  switch (style) {
    case "plain":
      return JSON.stringify(value);
    case "bom":
      return "\ufeff" + JSON.stringify(value);
    case "indented":
      return JSON.stringify(value, null, 2) + "\n";
    case "ascii":
      return JSON.stringify(value).replace(
        /[\u007f-\uffff]/g,
        (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"),
      );
  }
}
