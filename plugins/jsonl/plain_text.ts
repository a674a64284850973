/**
 * The text of a message, for search and statistics.
 *
 * @module
 */
import type { Message, Part } from "../../core/conversation.ts";

/** A message's parts as plain text: words as they stand, no marks. */
export function plainText(message: Message): string {
  let text = "";
  let inline = true;
  for (const part of message.parts) {
    const words = wordsOf(part);
    if (words === "") continue;
    const flows = part.type === "text" || part.type === "citation";
    if (text !== "" && !(flows && inline)) text += "\n\n";
    text += words;
    inline = flows;
  }
  return text;
}

function wordsOf(part: Part): string {
  switch (part.type) {
    case "text":
    case "code":
    case "thinking":
    case "tool_result":
    case "quote":
    case "error":
      return part.text;
    case "tool_call":
      return part.input;
    case "citation":
      return "";
    case "unknown":
      return part.text ?? "";
    default:
      return part.transcript ?? part.text ?? "";
  }
}
