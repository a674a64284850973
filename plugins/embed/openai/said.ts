/**
 * What a server says of a refusal, fit for a report: no key, and nothing of a chat.
 *
 * @module
 */
import { asText, isObject } from "../../../core/raw.ts";

/** Longest message that is repeated, characters. */
const LONGEST = 200;
/** So many characters in a row that stand in a text and in a message are no chance. */
const TELLING = 16;

/** The parts of a refusal: OpenAI's `{ error: { message, type, code } }`, and what others make of it. */
export interface Said {
  type?: string;
  code?: string;
  message?: string;
}

/** Reads a refusal. */
export function readSaid(body: string): Said {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return {};
  }
  if (!isObject(answer)) return {};
  const { error } = answer;
  const from = isObject(error) ? error : answer;
  return {
    type: word(from.type) ?? word(from.error_type),
    code: word(from.code),
    message: asText(from.message) ?? asText(error) ?? asText(from.detail),
  };
}

/** The refusal in words: `type`, `code`, and the message unless it repeats what was sent. */
export function inWords(
  { type, code, message }: Said,
  texts: readonly string[],
  hide: (text: string) => string,
): string {
  const line = message?.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  const told = line === undefined || repeats(line, texts) ? undefined : hide(line).slice(0, LONGEST);
  const words = [...new Set([type, code])].filter((one) => one !== undefined).map(hide);
  return [words.join(", "), told].filter((one) => one).join(": ");
}

/** True when a message holds a stretch of what was sent. */
function repeats(message: string, texts: readonly string[]): boolean {
  const line = message.slice(0, 4 * LONGEST);
  const flat = texts.map((text) => text.replaceAll(/[\p{C}\s]+/gu, " ").trim());
  if (flat.some((text) => text.length >= 4 && line.includes(text))) return true;
  for (let at = 0; at + TELLING <= line.length; at += 4) {
    const stretch = line.slice(at, at + TELLING);
    if (flat.some((text) => text.includes(stretch))) return true;
  }
  return false;
}

/** A name, not a sentence. */
function word(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : asText(value);
  return text !== undefined && /^[\w.-]{1,60}$/.test(text) ? text : undefined;
}
