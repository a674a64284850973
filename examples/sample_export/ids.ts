/**
 * Identifiers that look like those of an export and depend only on the words they are made of.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** `length` hexadecimal digits made of `words`; at most 64. */
export function hex(words: string, length: number): string {
  return createHash("sha256").update(words).digest("hex").slice(0, length);
}

/** A version 4 UUID in form, made of `words`. */
export function uuid(words: string): string {
  const digits = hex(words, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    "4" + digits.slice(13, 16),
    "89ab"[parseInt(digits[16], 16) % 4] + digits.slice(17, 20),
    digits.slice(20),
  ].join("-");
}

/** A file id in the form used since 2025: `file_` and 32 hexadecimal digits. */
export function fileId(words: string): string {
  return `file_${hex("file " + words, 32)}`;
}

/** A file id in the form used before 2025: `file-` and 22 letters and digits. */
export function oldFileId(words: string): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  const bytes = createHash("sha256").update("old file " + words).digest();
  return `file-${Array.from(bytes.subarray(0, 22), (byte) => alphabet[byte % alphabet.length]).join("")}`;
}

/** A number from 0 up to 1 made of `words`. */
export function fraction(words: string): number {
  return parseInt(hex("fraction " + words, 8), 16) / 2 ** 32;
}
