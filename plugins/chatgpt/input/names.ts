/**
 * What the names in an export say.
 *
 * Conversation files are `conversations.json` or shards `conversations-000.json`; exports of the privacy portal hold
 * archives such as `User Online Activity/Conversations__….zip`. Everything a user or a tool uploaded lies under names
 * of its own, and what looks like an export there is an upload.
 *
 * @module
 */

/** The part of a path behind the last archive it goes through. */
export function innerPath(name: string): string {
  const at = name.lastIndexOf("!/");
  return at < 0 ? name : name.slice(at + 2);
}

/** The part behind the last `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The part up to and with the last `/`; empty where there is none. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Droppings of operating systems. */
export function isLitter(path: string): boolean {
  return path.split("/").some((part) => part === "__MACOSX" || part.startsWith("._")) ||
    /^(\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(baseName(path));
}

/** Bills, addresses and mails of a portal export, which no conversation needs and nothing may copy. */
export function isPrivate(path: string): boolean {
  return /(^|\/)(Financial|User Profile|Contact Info)\//i.test(path) || /(^|\/)Emails sent\.csv$/i.test(path);
}

/** True for what users and tools uploaded, which may itself look like an export. */
export function isUpload(path: string): boolean {
  return /^file[-_]/i.test(baseName(path)) ||
    /(^|\/)(personal\/(files|dallelabs)|mnt\/data|user-[A-Za-z0-9]{16,}|dalle-generations|textdocs)\//.test(path);
}

/** True for `conversations.json` and its shards, uploads left out. */
export function isConversationFile(path: string): boolean {
  return /^conversations(-\d+)?\.json$/i.test(baseName(path)) && !isUpload(path);
}

/** True for files of an older export that lies in an export as a `.dat` that is a zip. */
export function isEmbedded(name: string): boolean {
  return /\.dat!\/[^!]*$/i.test(name);
}

/** JSON in the folder in which older portal exports keep conversations under unknown names. */
export function mayBeConversationFile(path: string): boolean {
  return /(^|\/)personal\/conversations\/.*\.json$/i.test(path) && !isConversationFile(path) && !isSideFile(path);
}

/** True for files of conversations, and for archives that are not known to hold only other things. */
export function mayHoldConversations(path: string): boolean {
  const inner = innerPath(path);
  if (isConversationFile(inner) || mayBeConversationFile(inner)) return true;
  return /\.zip$/i.test(inner) && !isUpload(inner) && (partKind(inner) ?? "conversations") === "conversations";
}

const SIDE_FILES = new Set(
  ("user user_settings message_feedback model_comparisons shared_conversations group_chats shopping sora ads assets " +
    "codex library_files conversation_asset_file_names export_manifest").split(" "),
);

/** Files that stand beside the conversations: `user.json`, `shared_conversations.json`, … */
export function isSideFile(path: string): boolean {
  const [, name] = /^(.*)\.json$/i.exec(baseName(path)) ?? [];
  return name !== undefined && SIDE_FILES.has(name.toLowerCase());
}

/** The number of a shard; `undefined` for the single file. */
export function shardNumber(path: string): number | undefined {
  const [, digits] = /^conversations-(\d+)\.json$/i.exec(baseName(path)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The single file first, then shards by number, then other names; by path where these are equal. */
export function compareConversationFiles(a: { name: string }, b: { name: string }): number {
  const rank = (path: string) => isConversationFile(path) ? shardNumber(path) ?? -1 : Infinity;
  const [left, right] = [rank(a.name), rank(b.name)];
  const [from, to] = [folderOf(a.name), folderOf(b.name)];
  if (from !== to) return from < to ? -1 : 1;
  if (left !== right) return left < right ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

const PART = /^(conversations|files|dall-?e|ads|library|sora|codex)__/i;

/** What a part of a portal export holds, after its name: `conversations`, `files`, `dall-e`, …; `undefined` for others. */
export function partKind(path: string): string | undefined {
  return PART.exec(baseName(path))?.[1].toLowerCase();
}

/** A path inside an unpacked part of a portal export as it stands in the part's archive. */
export function withoutPart(path: string): string {
  const parts = path.split("/");
  const at = parts.slice(0, -1).findLastIndex((part) => PART.test(part));
  return at < 0 ? path : parts.slice(at + 1).join("/");
}

/** The folder in which a portal export begins, for a path inside one: `""` or a path with `/` at its end. */
export function portalRoot(path: string): string | undefined {
  const parts = path.split("/");
  const at = parts.findIndex((part) => part === "User Online Activity" || PART.test(part));
  return at < 0 ? undefined : parts.slice(0, at).map((part) => part + "/").join("");
}

/** The number of a part of a multipart download: `…-part-0002.zip` is 2. */
export function partNumber(path: string): { series: string; number: number } | undefined {
  const [, series, digits] = /^(.*)-part-(\d+)(?:\.zip)?$/i.exec(baseName(path)) ?? [];
  return digits === undefined ? undefined : { series, number: Number(digits) };
}

/** The account id in a name, of the form `user-…`; it may stand inside a longer name. */
export function accountIn(path: string): string | undefined {
  return /(?:^|[/_!])(user-[A-Za-z0-9]{16,})(?=[/_.-]|$)/.exec(path)?.[1];
}

/**
 * The time an export was made, after its name, epoch ms: `…-2026-01-26-09-08-07-….zip` (UTC), or a day, which gives its
 * first moment.
 */
export function timeInName(path: string): number | undefined {
  const found = /(?<![0-9A-Za-z])(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?:[-_T ](\d\d)[-_.:](\d\d)[-_.:](\d\d))?(?![0-9A-Za-z])/
    .exec(baseName(path));
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map((i) => Number(found[i] ?? 0));
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real ? at : undefined;
}
