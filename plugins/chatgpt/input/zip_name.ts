/**
 * Names of members: which characters they are, and which of them lead elsewhere.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { extraField, viewOf, type ZipRecord } from "./zip_record.ts";

/** The upper half of code page 437, in which names without any mark are written (APPNOTE, appendix D). */
const CP437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
  "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The name in characters. UTF-8 wherever it is UTF-8, flag or no flag: the archiver of macOS writes it without; else
 * code page 437. A Unicode path field (0x7075) whose checksum fits the name goes before both.
 */
export function decodeName(record: Pick<ZipRecord, "rawName" | "extra">): string {
  const unicode = extraField(record.extra, 0x7075);
  if (unicode !== undefined && unicode.length > 5 && viewOf(unicode).getUint32(1, true) === crc32(record.rawName)) {
    const name = tryUtf8(unicode.subarray(5));
    if (name !== undefined) return name;
  }
  return tryUtf8(record.rawName) ??
    Array.from(record.rawName, (byte) => byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]).join("");
}

function tryUtf8(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined; // Not UTF-8: that is the answer.
  }
}

/** Without `./` in front and without empty or `.` segments, which name the same member. */
export function tidyName(name: string): string {
  return name.split("/").filter((part, i, all) => part !== "." && (part !== "" || i === 0 || i === all.length - 1))
    .join("/");
}

/** Why a name cannot be trusted, as the end of a sentence; `undefined` for an ordinary one. */
export function nameFault(name: string, rawLength: number, maxNameBytes: number): string | undefined {
  if (name === "") return "its name is empty";
  if (rawLength > maxNameBytes) return `its name has ${rawLength} bytes, more than the ${maxNameBytes} allowed`;
  if (name.includes("\0")) return "its name holds a NUL";
  if (name.includes("\\")) return "its name holds a backslash";
  if (name.startsWith("/")) return "its name is an absolute path";
  if (/^[a-z]:/i.test(name)) return "its name begins with a drive";
  if (name.split("/").includes("..")) return "its name leads out of the archive";
  return undefined;
}

/** Names that a file system may take for one: cases and normal forms folded. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
