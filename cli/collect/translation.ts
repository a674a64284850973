/**
 * Whether what is collected is translated, into what and by whom.
 *
 * @module
 */
import type { Flags } from "../flags.ts";
import type { Reader } from "./environment.ts";

/** How messages are translated: options of `translate`. */
export interface Translation {
  to: string[];
  model?: string;
  /** Address of a service that speaks OpenAI's protocol, up to the version. */
  baseUrl?: string;
  apiKey?: string;
}

const CODE = /^[a-z]{2,8}(?:-[A-Za-z0-9]{2,8})*$/;

/** Reads flags and variables; undefined where nobody asks for translations. Without an address it is OpenAI's own. */
export function readTranslation(flags: Flags, read: Reader): Translation | undefined {
  const asked = flags.text("translate-to") ?? read.text("TRANSLATE_TO") ?? "";
  const model = flags.text("translate-model") ?? read.text("TRANSLATE_MODEL");
  return translationOf(asked, model, read);
}

/** The same by variables alone. */
export function translationOf(asked: string, model: string | undefined, read: Reader): Translation | undefined {
  const to = [...new Set(asked.split(",").map((code) => code.trim()).filter((code) => code !== ""))];
  const baseUrl = read.text("OPENAI_BASE_URL");
  const apiKey = read.text("OPENAI_API_KEY");
  if (to.length === 0) return undefined;
  if (!to.every((code) => CODE.test(code))) {
    read.mistakes.push("--translate-to (TRANSLATE_TO) is no list of languages, expected codes, as en or en,pt-BR");
  }
  if (baseUrl !== undefined && !/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(baseUrl)) {
    read.mistakes.push("OPENAI_BASE_URL is no address, expected https://host/v1");
  }
  if (baseUrl === undefined && apiKey === undefined) {
    read.mistakes.push(
      "translations need OPENAI_API_KEY, or OPENAI_BASE_URL with the address of another server that speaks its protocol",
    );
  }
  return { to, ...model && { model }, ...baseUrl && { baseUrl }, ...apiKey && { apiKey } };
}
