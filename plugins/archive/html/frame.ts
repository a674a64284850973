/**
 * What every page of the archive begins and ends with.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { THEME_SCRIPT } from "../assets/theme_script.ts";
import { escapeName } from "./escape.ts";

/** What a page is framed with. */
export interface FrameParts {
  title: string;
  /** Path from the page to the top of the archive: `` or `../`. */
  top: string;
  /** Scripts of the archive, below its `assets/`, in order. */
  scripts: string[];
}

/**
 * What a page may do: run the archive's own scripts, use its style, show its media. Nothing may be fetched from
 * anywhere, nothing sent, no script that stands in the page but the one whose hash is named.
 *
 * A script of a file beside the page needs `'self'`: browsers do not match hashes with files.
 */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(THEME_SCRIPT).digest("base64")}'`,
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A whole page; `body` is the markup of its body. */
export function page({ body, ...parts }: FrameParts & { body: string }): string {
  const { start, end } = frame(parts);
  return start + body + end;
}

/** What stands before and behind the body. */
export function frame({ title, top, scripts }: FrameParts): { start: string; end: string } {
  return {
    start: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="threadloom">
<title>${escapeName(title)}</title>
<link rel="stylesheet" href="${top}assets/archive.css">
<script>${THEME_SCRIPT}</script>
${scripts.map((name) => `<script src="${top}assets/${name}" defer></script>\n`).join("")}</head>
<body>
`,
    end: `
</body>
</html>
`,
  };
}
