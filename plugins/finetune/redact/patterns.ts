/**
 * Personal data by its looks: patterns, and checksums where the kind has one. Names of people and places cannot be told
 * from other words this way: they are found by a list alone.
 *
 * @module
 */

/** Kinds of personal data. */
export const KINDS = ["email", "phone", "card", "iban", "ip", "crypto", "mention", "url"] as const;

/** One of them. */
export type Kind = typeof KINDS[number];

/** A place in a text. */
export interface Span {
  kind: Kind | "name";
  start: number;
  end: number;
}

/** Every pattern looks at a bounded number of characters from each place: long texts take time in proportion. */
const PATTERNS: readonly { kind: Kind; pattern: RegExp; check?: (found: string) => boolean }[] = [
  { kind: "email", pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu },
  { kind: "url", pattern: /\bhttps?:\/\/[^\s<>"]{1,2000}/giu },
  { kind: "iban", pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![\p{L}\p{N}])/gu, check: isIban },
  { kind: "card", pattern: /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/gu, check: isCard },
  {
    kind: "crypto",
    pattern:
      /(?<![\p{L}\p{N}])(?:bc1[a-z0-9]{25,59}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40})(?![\p{L}\p{N}])/gu,
  },
  { kind: "ip", pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)/gu, check: isIp },
  { kind: "ip", pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/giu },
  {
    kind: "ip",
    pattern: /(?<![\w:])[0-9a-f]{3,4}(?::[0-9a-f]{0,4}){0,6}(?::[0-9a-f]{1,4}|::)(?!\w|:[\w:])/giu,
    check: isShortened,
  },
  { kind: "phone", pattern: /(?<![\p{L}\p{N}.,:/-])(?:\+|\(|\d)[\d ()./-]{6,20}\d(?![\p{L}\p{N}])/gu, check: isPhone },
  { kind: "mention", pattern: /(?<![\p{L}\p{N}_@/])@[A-Za-z]\w{3,31}/gu },
];

/** What a text holds of these kinds, in the order of certainty. */
export function* findPatterns(text: string, kinds: ReadonlySet<Kind>): Generator<Span> {
  for (const { kind, pattern, check } of PATTERNS) {
    if (!kinds.has(kind)) continue;
    for (const { index, 0: found } of text.matchAll(pattern)) {
      if (!check || check(found)) yield { kind, start: index, end: index + found.length };
    }
  }
}

/** Luhn's checksum. */
function isCard(text: string): boolean {
  const digits = digitsOf(text);
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** The remainder by 97 of the number that the letters and digits make. */
function isIban(text: string): boolean {
  const bare = text.replaceAll(" ", "");
  let rest = 0;
  for (const character of bare.slice(4) + bare.slice(0, 4)) {
    const value = parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isIp(text: string): boolean {
  return text.split(".").every((part) => Number(part) <= 255);
}

/** An IPv6 address whose zeros are left out in one place. */
function isShortened(text: string): boolean {
  return text.split("::").length === 2 && !text.includes(":::") && /\d/.test(text);
}

/** Enough digits, and what shows that it is no date, amount or count: a plus, a leading zero or bracket, or ten digits. */
function isPhone(text: string): boolean {
  const count = digitsOf(text).length;
  if (count < 7 || count > 15 || /^\d{4}[-./]\d\d?[-./]\d\d?|^\d\d?[-./]\d\d?[-./]\d{4}/.test(text)) return false;
  return /^[+(0]/.test(text) || count >= 10;
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}
