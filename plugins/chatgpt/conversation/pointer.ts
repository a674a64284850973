/**
 * Asset pointers: `file-service://file-…`, `sediment://file_…`, `sediment://<prefix>#file_…#p_0.….jpg` (a page of a
 * document), bare ids, and `sandbox:/mnt/data/…` links in text.
 *
 * @module
 */
import type { Asset } from "../../../core/conversation.ts";

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The pointer without its scheme. */
export function withoutScheme(pointer: string): string {
  return pointer.replace(SCHEME, "");
}

/** The id a pointer holds: what follows the scheme, on composites the `file_…` segment; a sandbox link stays whole. */
export function bareId(pointer: string): string {
  const path = withoutScheme(pointer);
  if (!path.includes("#")) return path;
  const segments = path.split("#", 16);
  return segments.find((segment) => /^file[-_]/.test(segment)) ?? path;
}

const EXTENSIONS: ReadonlyMap<string, Asset["kind"]> = new Map([
  ...["png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "avif", "heic", "tif", "tiff"].map((e) =>
    [e, "image"] as const
  ),
  ...["wav", "mp3", "m4a", "ogg", "oga", "flac", "aac", "opus"].map((e) => [e, "audio"] as const),
  ...["mp4", "mov", "webm", "mkv", "avi", "m4v"].map((e) => [e, "video"] as const),
]);

/** What an attachment is, by its media type, else by its name's extension. */
export function kindOf(mediaType: string | undefined, name: string | undefined): Asset["kind"] {
  const top = mediaType?.slice(0, mediaType.indexOf("/"));
  if (top === "image" || top === "audio" || top === "video") return top;
  if (mediaType !== undefined && mediaType !== "application/octet-stream") return "file";
  const extension = name?.slice(name.lastIndexOf(".") + 1).toLowerCase() ?? "";
  return EXTENSIONS.get(extension) ?? "file";
}

const SANDBOX = "sandbox:/";
const MAX_LINK = 1024;

/**
 * The `sandbox:` links in a text, each once, in order. In parentheses (a Markdown link) a link runs up to the closing
 * one, so that names with spaces and balanced parentheses stay whole; elsewhere up to white space or a quote.
 */
export function sandboxLinks(text: string): string[] {
  const links = new Set<string>();
  for (let at = text.indexOf(SANDBOX); at >= 0; at = text.indexOf(SANDBOX, at + 1)) {
    const window = text.slice(at, at + MAX_LINK);
    const link = text[at - 1] === "(" ? untilParenthesis(window) : undefined;
    links.add(link ?? /^[^\s"'`<>\])]*/.exec(window)![0].replace(/[.,;:!?]{1,8}$/, ""));
  }
  links.delete(SANDBOX);
  return [...links];
}

function untilParenthesis(window: string): string | undefined {
  let depth = 1;
  for (let i = 0; i < window.length; i++) {
    const c = window[i];
    if (c === "\n") return undefined;
    if (c === "(") depth++;
    if (c === ")" && --depth === 0) return window.slice(0, i).replace(/\s{1,8}"[^"]*"$/, "");
  }
  return undefined;
}

/** The last segment of a link, percent signs decoded where that is possible. */
export function linkName(link: string): string | undefined {
  const name = link.slice(link.lastIndexOf("/") + 1);
  if (name === "") return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    // A lone percent sign: the name was never encoded.
    return name;
  }
}
