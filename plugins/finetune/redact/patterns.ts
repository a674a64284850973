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

/**
 * A kind by its looks; `fit` says how many characters from the start are one: 0, it is none, but may begin with
 * something else (a date before a phone number); below 0, none at all.
 */
interface Pattern {
  kind: Kind;
  pattern: RegExp;
  fit?: (found: string) => number;
}

/** Every pattern looks at a bounded number of characters from each place: long texts take time in proportion. */
const PATTERNS: readonly Pattern[] = [
  { kind: "email", pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu },
  { kind: "url", pattern: /\bhttps?:\/\/[^\s<>"]{1,2000}/giu },
  {
    kind: "iban",
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![\p{L}\p{N}])/gu,
    fit: ibanLength,
  },
  {
    kind: "iban",
    pattern: /(?<![\p{L}\p{N}])[a-z]{2}\d{2}[a-z0-9]{11,30}(?![\p{L}\p{N}])/gu,
    fit: ibanLength,
  },
  { kind: "card", pattern: /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/gu, fit: cardLength },
  {
    kind: "crypto",
    pattern:
      /(?<![\p{L}\p{N}])(?:bc1[a-z0-9]{25,59}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40})(?![\p{L}\p{N}])/gu,
  },
  {
    kind: "ip",
    pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)/gu,
    fit: (found) => isIp(found) ? found.length : 0,
  },
  { kind: "ip", pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/giu },
  {
    kind: "ip",
    pattern: /(?<![\w:])[0-9a-f]{3,4}(?::[0-9a-f]{0,4}){0,6}(?::[0-9a-f]{1,4}|::)(?!\w|:[\w:])/giu,
    fit: (found) => isShortened(found) ? found.length : 0,
  },
  {
    kind: "phone",
    pattern:
      /(?<![\p{L}\p{N}]|\d[.,:]|\S[/-])[+(\d][\d ()./\u00a0\u2007\u2009\u202f\u2010-\u2013-]{6,20}\d(?![\p{L}\p{N}])/gu,
    fit: phoneLength,
  },
  { kind: "mention", pattern: /(?<![\p{L}\p{N}_@/])@[A-Za-z]\w{3,31}/gu },
];

/** What a text holds of these kinds, in the order of certainty. */
export function* findPatterns(text: string, kinds: ReadonlySet<Kind>): Generator<Span> {
  for (const { kind, pattern, fit } of PATTERNS) {
    if (!kinds.has(kind)) continue;
    const finder = new RegExp(pattern);
    for (let match = finder.exec(text); match; match = finder.exec(text)) {
      const { index, 0: found } = match;
      const length = fit ? fit(found) : found.length;
      if (length > 0) yield { kind, start: index, end: index + length };
      finder.lastIndex = index + (length < 0 ? found.length : Math.max(length, 1));
    }
  }
}

/** The longest start with Luhn's checksum, of whole groups: behind a card number may stand its date. */
function cardLength(found: string): number {
  const digits: number[] = [];
  let length = 0;
  for (let i = 0; i < found.length; i++) {
    const digit = found.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) continue;
    digits.push(digit);
    const next = found.charCodeAt(i + 1);
    if (digits.length >= 13 && !(next >= 48 && next <= 57) && isLuhn(digits)) length = i + 1;
  }
  return length;
}

function isLuhn(digits: readonly number[]): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[digits.length - 1 - i];
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum > 0 && sum % 10 === 0;
}

/** The longest start whose letters and digits make a number with the remainder 1 by 97, of whole groups. */
function ibanLength(found: string): number {
  let [rest, head, count, length] = [0, 0, 0, 0];
  for (let i = 0; i < found.length; i++) {
    if (found[i] === " ") continue;
    const value = parseInt(found[i], 36);
    // Country and check digits count behind the others.
    if (count++ < 4) head = head * (value > 9 ? 100 : 10) + value;
    else rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    const whole = i + 1 === found.length || found[i + 1] === " ";
    if (whole && count >= 15 && (rest * 1_000_000 + head) % 97 === 1) length = i + 1;
  }
  return length;
}

function isIp(text: string): boolean {
  return text.split(".").every((part) => Number(part) <= 255);
}

/** An IPv6 address whose zeros are left out in one place. */
function isShortened(text: string): boolean {
  return text.split("::").length === 2 && !text.includes(":::") && /\d/.test(text);
}

const DATE = /^(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{4})/;
/** A whole number, and behind it another that begins with a zero. */
const ANOTHER = /^((?:\D{0,3}\d){7,15}?)[ /]{1,3}0\d\d/;

/** Enough digits, and what shows that it is no date, amount or count: a plus, a leading zero or bracket, or ten digits. */
function phoneLength(found: string): number {
  if (DATE.test(found)) return 0;
  const text = ANOTHER.exec(found)?.[1] ?? found;
  const count = digitsOf(text).length;
  const is = count >= 7 && count <= 15 && (/^[+(0]/.test(text) || count >= 10);
  return is ? text.length : -1;
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}
