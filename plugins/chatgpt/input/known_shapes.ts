/**
 * What an input is, when it is something else than a ChatGPT export: by its names, its first bytes, its JSON.
 *
 * Each answer is a clause that says what it is and what to do; it begins with `this is` and has no full stop.
 *
 * @module
 */
import { glimpseJson } from "./json_glimpse.ts";
import { baseName, isConversationFile, isSideFile, isUpload } from "./names.ts";
import { isZip } from "./place.ts";

const CLAUDE = "this is a Claude export, and only ChatGPT exports are read here";
const GEMINI = "this is a Google Takeout of Gemini, which has no conversations, and only ChatGPT exports are read here";
const TELEGRAM = "this is a Telegram export, and only ChatGPT exports are read here";
const HTML_ONLY =
  "this is only the page chat.html of a ChatGPT export, name the zip it came in, which holds the conversations as JSON";

/** By the names inside an archive or folder; `undefined` where they tell nothing, or of a ChatGPT export. */
export function describeNames(all: string[], kind: "zip" | "folder"): string | undefined {
  const names = all.filter((name) => !isUpload(name));
  const bases = new Set(names.map((name) => baseName(name).toLowerCase()));
  const any = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const chatgpt = ["user.json", "chat.html", "message_feedback.json", "export_manifest.json"].some((n) => bases.has(n));
  const claude = bases.has("users.json") || bases.has("memories.json") && any(/(^|\/)projects(\/[^/]*)?\.json$/);
  if (!chatgpt && claude && any(/(^|\/)(conversations.*|projects(\/.*)?)\.(json|zip)$/)) return CLAUDE;
  if (names.some(isConversationFile)) return undefined;
  const document = documentSentence(names);
  if (document !== undefined) return document;
  if (names.includes("threadloom.db")) {
    return "this is a folder that threadloom built, name the export it was built from; to look things up in it use search";
  }
  if (any(/(^|\/)Takeout\//) || any(/(^|\/)My ?Activity\.(json|html)$/i)) return GEMINI;
  if (any(/(^|\/)(ChatExport|DataExport)_[^/]*\//) || bases.has("result.json") || any(/(^|\/)messages\d*\.html$/)) {
    return TELEGRAM + (bases.has("result.json") ? "" : " after exporting it again as JSON: HTML exports are not read");
  }
  if (bases.has("chat.html")) return HTML_ONLY;
  if (all.some((name) => /(^|\/)personal\/(files|dallelabs)\//.test(name))) {
    return "this is a media part of a ChatGPT privacy export, name the part called Conversations__… too";
  }
  if (chatgpt || any(/(^|\/)(shared_conversations|conversation_asset_file_names)\.json$/)) {
    return "this is a ChatGPT export without its conversations (conversations.json or conversations-000.json), get it once more";
  }
  if (kind === "folder" && any(/\.json$/i)) {
    return "this is a folder without conversations.json; if its JSON files are conversations, name them as files: FOLDER/*.json";
  }
  return undefined;
}

function documentSentence(names: string[]): string | undefined {
  if (names.includes("[Content_Types].xml")) return officeSentence(names);
  if (names.includes("META-INF/container.xml")) return "this is an e-book, not an export";
  if (names.includes("mimetype")) return "this is an OpenDocument file, not an export";
  return names.includes("META-INF/MANIFEST.MF") ? "this is a Java archive, not an export" : undefined;
}

function officeSentence(names: string[]): string {
  const has = (folder: string) => names.some((name) => name.startsWith(folder));
  const what = has("word/")
    ? "a Word document"
    : has("xl/")
    ? "an Excel workbook"
    : has("ppt/")
    ? "a PowerPoint file"
    : "an Office document";
  return `this is ${what}, not an export`;
}

const MAGIC: [bytes: number[], at: number, sentence: string][] = [
  [[0x25, 0x50, 0x44, 0x46], 0, "this is a PDF document, not an export"],
  [[0x89, 0x50, 0x4e, 0x47], 0, "this is an image (PNG), not an export"],
  [[0xff, 0xd8, 0xff], 0, "this is an image (JPEG), not an export"],
  [[0x47, 0x49, 0x46, 0x38], 0, "this is an image (GIF), not an export"],
  [[0x57, 0x45, 0x42, 0x50], 8, "this is an image (WebP), not an export"],
  [[0xd0, 0xcf, 0x11, 0xe0], 0, "this is a document of an older Office (Word, Excel, …), not an export"],
  [[0x1f, 0x8b], 0, "this is a gzip archive, unpack it and name the zip or folder that was in it"],
  [[0x37, 0x7a, 0xbc, 0xaf], 0, "this is a 7z archive, unpack it and name the folder"],
  [[0x52, 0x61, 0x72, 0x21], 0, "this is a RAR archive, unpack it and name the folder"],
  [[0x75, 0x73, 0x74, 0x61, 0x72], 257, "this is a tar archive, unpack it and name the folder"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 0, "this is an SQLite database, not an export"],
];

/** By the first bytes of a plain file that is no zip archive; `undefined` where they tell nothing. */
export function describeBytes(name: string, first: Uint8Array): string | undefined {
  if (first.length === 0) return "this is an empty file, get the export once more";
  const known = MAGIC.find(([bytes, at]) => bytes.every((byte, i) => first[at + i] === byte));
  if (known !== undefined) return known[2];
  const json = describeJson(name, first);
  if (json !== undefined) return json;
  const text = new TextDecoder().decode(first.subarray(0, 65_536)).trimStart();
  if (/^<(!doctype html|html)/i.test(text)) {
    return /jsonData|ChatGPT/i.test(text) || baseName(name) === "chat.html"
      ? HTML_ONLY
      : "this is a web page, not an export";
  }
  if (/\.[ct]sv$/i.test(name) || /^[\w" ]{1,80}([,;\t][\w" ]{0,80})+\r?\n/.test(text)) {
    return "this is a table (CSV), and only ChatGPT exports are read here";
  }
  return undefined;
}

/** By the outline of a JSON file; `undefined` where it holds ChatGPT conversations, or is no JSON, or tells nothing. */
export function describeJson(name: string, first: Uint8Array): string | undefined {
  const glimpse = glimpseJson(first);
  if (glimpse === undefined) return undefined;
  const { keys, itemKeys } = glimpse;
  if (keys.has("mapping") || itemKeys.has("mapping")) return undefined;
  if (itemKeys.has("chat_messages") || keys.has("chat_messages")) return CLAUDE;
  if (itemKeys.has("header") && itemKeys.has("products") || itemKeys.has("activityControls")) return GEMINI;
  const chats = keys.has("chats") || keys.has("left_chats");
  if (keys.has("messages") && keys.has("type") || chats && (keys.has("about") || keys.has("personal_information"))) {
    return TELEGRAM;
  }
  if (keys.has("conversations") && itemKeys.has("responses")) {
    return "this is a Grok export, and only ChatGPT exports are read here";
  }
  if (isSideFile(name) && !isUpload(name)) {
    return `this is ${
      baseName(name)
    }, which stands beside the conversations in a ChatGPT export, name the export's zip or folder`;
  }
  return undefined;
}

/** The sentence for something nobody knows. */
export function describeUnknown(kind: "file" | "zip" | "folder", first?: Uint8Array): string {
  if (kind === "folder") {
    return "this is a folder without a ChatGPT export in it (no conversations.json, no export zip)";
  }
  if (kind === "zip") return "this is a zip archive without a ChatGPT export in it (no conversations.json)";
  if (first !== undefined && isZip(first)) return "this is a damaged zip archive of which nothing can be read";
  if (first !== undefined && glimpseJson(first) !== undefined) {
    return "this is JSON, but it holds no ChatGPT conversations";
  }
  return "this is no ChatGPT export: name the zip that was downloaded, its folder, or a conversations.json";
}
