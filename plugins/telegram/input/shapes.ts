/**
 * What a file is, from the outline of its JSON or its first bytes.
 *
 * @module
 */
import { glimpseJson, type JsonGlimpse } from "../../../core/json/glimpse.ts";

/** How a JSON file of Telegram Desktop holds chats: one at its root, a full export's sections, a list some tool made. */
export type Shape = "single" | "full" | "list";

/** Sections that only full exports have. */
const SECTIONS = ["personal_information", "left_chats", "frequent_contacts", "web_sessions"];

/** The shape of a Telegram export; undefined for anything else. */
export function shapeOf(glimpse: JsonGlimpse): Shape | undefined {
  const { root, keys, itemKeys } = glimpse;
  if (foreignJson(glimpse) !== undefined) return undefined;
  if (root === "array") return itemKeys.has("messages") ? "list" : undefined;
  if (SECTIONS.some((key) => keys.has(key)) || (keys.has("chats") && !keys.has("messages"))) return "full";
  if (!keys.has("messages")) return undefined;
  const named = keys.has("type") || keys.has("name");
  return named || itemKeys.has("from_id") || itemKeys.has("text_entities") || itemKeys.has("date_unixtime")
    ? "single"
    : undefined;
}

const HTML = "this is a Telegram export as HTML, which is made for reading in a browser: export again in Telegram " +
  'Desktop with the format "Machine-readable JSON"';
const ZIP = "this is a zip archive with a Telegram export in it, unpack it and name the folder";
const NOT_READ = "which is not read";

/** What a JSON file is that is no Telegram export: a clause without capital and full stop; undefined where it tells nothing. */
export function foreignJson({ root, keys, itemKeys }: JsonGlimpse): string | undefined {
  const both = (key: string) => keys.has(key) || itemKeys.has(key);
  if (both("mapping")) return "this is a ChatGPT export, which the source chatgpt reads";
  if (both("chat_messages")) return `this is a Claude export, ${NOT_READ}`;
  if (keys.has("guild") && keys.has("channel")) return `this is a Discord channel, ${NOT_READ}`;
  if (both("sender_name") || both("timestamp_ms")) return `this is a Messenger or Instagram chat, ${NOT_READ}`;
  if (both("sender_id") && (both("message") || both("text"))) {
    return "this is a dump of a script (Telethon or alike: it has sender_id), not an export of Telegram Desktop: export " +
      'the chat there with the format "Machine-readable JSON"';
  }
  if (both("_") || (both("peer_id") && both("message"))) {
    return "these are messages as the Telegram API gives them, not an export of Telegram Desktop: export the chat there " +
      'with the format "Machine-readable JSON"';
  }
  if (root === "array" && itemKeys.has("ts") && (itemKeys.has("user") || itemKeys.has("text"))) {
    return `this is a Slack channel, ${NOT_READ}`;
  }
  if (root === "array" && !itemKeys.has("messages") && (itemKeys.has("from_id") || itemKeys.has("text_entities"))) {
    return "this is a list of messages without the chat around them: name the result.json as Telegram Desktop wrote it";
  }
  return undefined;
}

/** The same of a file's first bytes. */
export function foreignBytes(path: string, first: Uint8Array): string | undefined {
  if (first.length === 0) return "this is an empty file, export the chat once more";
  if (first[0] === 0x50 && first[1] === 0x4b && first[2] <= 5) return ZIP;
  const text = new TextDecoder().decode(first.subarray(0, 65_536)).trimStart();
  if (/^[\u200e\u202a\ufeff]*\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d.{0,12}(\]| -) /.test(text)) {
    return `this is a WhatsApp chat, ${NOT_READ}`;
  }
  if (/^<(!doctype html|html|\?xml)/i.test(text)) {
    const telegram = /page_wrap|page_body chat_page|Exported Data|tgme/.test(text) ||
      /(^|\/)messages\d*\.html$/i.test(path);
    return telegram ? HTML : "this is a web page, not a Telegram export";
  }
  const glimpse = glimpseJson(first);
  return glimpse && foreignJson(glimpse);
}

/** The same of names in a folder (`kind` "folder") or a zip archive. */
export function foreignNames(names: string[], kind: "folder" | "zip"): string | undefined {
  const any = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const telegram = any(/(^|\/)result\.json$/) || any(/(^|\/)(ChatExport|DataExport)_[^/]*\//);
  if (kind === "zip" && any(/(^|\/)result\.json$/)) return ZIP;
  if (any(/(^|\/)(messages\d*|export_results)\.html$/) && !any(/(^|\/)result\.json$/)) return HTML;
  if (any(/(^|\/)_chat\.txt$/) || any(/(^|\/)WhatsApp Chat [^/]*\.txt$/)) return `this is a WhatsApp chat, ${NOT_READ}`;
  return telegram ? "this is a Telegram export without result.json, export it once more as JSON" : undefined;
}
