/**
 * Records for people to read.
 *
 * @module
 */
import { isConversation, jsonLine, wellFormed } from "../../core/json_line.ts";
import { plainLines, plainText } from "../../core/plain_text.ts";
import { text, title } from "../../core/text.ts";

/**
 * A record as lines of text. A conversation is its title, with the date, and what was said; text is itself; anything
 * else is a line of JSON. What a terminal would act on is left out.
 */
export function plainRecord(record: unknown): string {
  if (typeof record === "string") return plainLines(record) + "\n";
  if (!isConversation(record)) return plainLines(wellFormed(jsonLine(record))) + "\n";
  const { createdAt } = record;
  const day = new Date(createdAt ?? NaN);
  const dated = Number.isNaN(day.getTime()) ? "" : ` (${day.toISOString().slice(0, 10)})`;
  let out = `# ${plainText(title(record))}${dated}\n\n`;
  for (const message of record.messages) {
    const said = message.hidden === undefined ? plainLines(text(message)) : "";
    if (said !== "") out += `${plainText(message.author ?? message.role)}: ${said}\n\n`;
  }
  return out;
}
