/**
 * How messages stand on a page; without the libraries that make markup.
 *
 * @module
 */
import type { Message } from "../../../core/conversation.ts";

/** How much a message is in the reader's way: what was said; thinking and tools, folded; what the source hides. */
export type Standing = "said" | "aside" | "context";

/** How a message stands on the page. */
export function standing({ hidden, role, parts }: Message): Standing {
  const works = parts.some(({ type }) => type === "thinking" || type === "tool_call" || type === "tool_result");
  if (hidden === undefined) return parts.every(isFolded) && works ? "aside" : "said";
  return works || (role === "tool" && parts.length > 0) ? "aside" : "context";
}

function isFolded({ type }: Message["parts"][number]): boolean {
  return type === "thinking" || type === "tool_call" || type === "tool_result" || type === "unknown";
}

/** True when there is something to show. */
export function hasContent({ parts }: Pick<Message, "parts">): boolean {
  return parts.some((part) => {
    if (part.type === "text" || part.type === "code") return part.text.trim() !== "";
    if (part.type === "thinking") return part.text !== "" || Boolean(part.title);
    if (part.type === "tool_result") return part.text !== "";
    return true;
  });
}
