/**
 * What bytes are, by their first ones, and under which name they may lie beside a page.
 *
 * @module
 */
import { safeName } from "../../core/names.ts";

/** First bytes that are looked at. */
export const HEAD_BYTES = 4_096;

/** Signature → type and extension; `at` where it does not stand at the start. */
const SIGNATURES: readonly { type: string; extension: string; at?: number; bytes: string }[] = [
  { type: "image/png", extension: "png", bytes: "\x89PNG\r\n\x1a\n" },
  { type: "image/jpeg", extension: "jpg", bytes: "\xff\xd8\xff" },
  { type: "image/gif", extension: "gif", bytes: "GIF87a" },
  { type: "image/gif", extension: "gif", bytes: "GIF89a" },
  { type: "image/webp", extension: "webp", at: 8, bytes: "WEBP" },
  { type: "audio/wav", extension: "wav", at: 8, bytes: "WAVE" },
  { type: "video/x-msvideo", extension: "avi", at: 8, bytes: "AVI " },
  { type: "application/pdf", extension: "pdf", bytes: "%PDF-" },
  { type: "video/webm", extension: "webm", bytes: "\x1a\x45\xdf\xa3" },
  { type: "audio/ogg", extension: "ogg", bytes: "OggS" },
  { type: "audio/flac", extension: "flac", bytes: "fLaC" },
  { type: "audio/mpeg", extension: "mp3", bytes: "ID3" },
  { type: "audio/mpeg", extension: "mp3", bytes: "\xff\xfb" },
  { type: "audio/mpeg", extension: "mp3", bytes: "\xff\xf3" },
  { type: "image/avif", extension: "avif", at: 4, bytes: "ftypavif" },
  { type: "image/heic", extension: "heic", at: 4, bytes: "ftyphei" },
  { type: "audio/mp4", extension: "m4a", at: 4, bytes: "ftypM4A" },
  { type: "video/quicktime", extension: "mov", at: 4, bytes: "ftypqt" },
  { type: "video/mp4", extension: "mp4", at: 4, bytes: "ftyp" },
  { type: "application/zip", extension: "zip", bytes: "PK\x03\x04" },
  { type: "application/gzip", extension: "gz", bytes: "\x1f\x8b\x08" },
  { type: "image/bmp", extension: "bmp", bytes: "BM" },
];

/** Extensions that go with a signature's type, beside its own: Office files are zips, and so on. */
const ALSO: { readonly [extension: string]: string[] } = {
  jpg: ["jpeg", "jpe", "jfif"],
  ogg: ["oga", "ogv", "opus"],
  mp4: ["m4v", "m4a", "mov", "3gp"],
  webm: ["mkv", "mka"],
  zip: ["docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "ipynb"],
  gz: ["tgz"],
};

/**
 * Extensions under which a browser that opens a file shows it as text or offers to save it. Pages, scripts, programs
 * and drawings that can hold scripts are not among them, and whatever is unknown.
 */
const INERT = new Set(
  ("txt text md markdown csv tsv json jsonl ndjson log ini cfg conf toml yaml yml srt vtt tex bib rst adoc org diff patch " +
    "py rb go rs java kt c h cc cpp hpp cs swift scala lua pl r jl sql ts tsx jsx vue dart ex exs erl hs clj " +
    "ipynb doc xls ppt docx xlsx pptx odt ods odp rtf epub pdf zip gz tgz tar bz2 xz 7z rar parquet bin dat " +
    "png jpg jpeg jpe jfif gif webp bmp avif heic heif tif tiff wav mp3 ogg oga opus flac m4a aac mp4 m4v mov webm mkv avi 3gp " +
    "ttf otf woff woff2 psd ai sketch fig blend stl obj npy npz pkl pt onnx db sqlite").split(" "),
);

/** What is known of bytes. */
export interface MediaType {
  /** By content; `text/plain` or `application/octet-stream` where nothing says more. */
  type: string;
  /** The extension that goes with it; absent where content does not tell. */
  extension?: string;
}

/** Looks at the first bytes. */
export function typeOf(head: Uint8Array): MediaType {
  for (const { type, extension, at = 0, bytes } of SIGNATURES) {
    if (head.length >= at + bytes.length && [...bytes].every((c, i) => head[at + i] === c.charCodeAt(0))) {
      if (at === 8 && !(head[0] === 0x52 && head[1] === 0x49 && head[2] === 0x46 && head[3] === 0x46)) continue;
      return { type, extension };
    }
  }
  return { type: looksLikeText(head) ? "text/plain" : "application/octet-stream" };
}

/** UTF-8 (a character may be cut at the end) without controls but white space and escapes. */
function looksLikeText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27)) {
    return false;
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/**
 * The name of a file of media: digits of its hash, and its own name with an extension that a browser runs nothing of:
 * that of its content where the name has none or another, `.txt` or `.bin` behind one that could.
 */
export function mediaName(hash: string, name: string, { type, extension }: MediaType): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // Exports call any file `.dat` whose name they have lost.
  const own = extension === undefined ? last : last.replace(/\.(?:dat|bin)$/i, "");
  const safe = safeName(own, { maxBytes: 150, fallback: "file" });
  return `${hash}_${safe}${added(safe, type, extension)}`;
}

function added(name: string, type: string, extension: string | undefined): string {
  const own = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1].toLowerCase();
  if (extension !== undefined) {
    return own === extension || (own !== undefined && ALSO[extension]?.includes(own)) ? "" : `.${extension}`;
  }
  if (own !== undefined && INERT.has(own) && own !== "dat") return "";
  return type === "text/plain" ? ".txt" : ".bin";
}
