/**
 * Where a reading of JSON (RFC 8259) can be, and how it goes through a number.
 *
 * @module
 */

/** What comes next. Numbers come last, so that one comparison tells them. */
export const STATE = {
  value: 0,
  firstElement: 1,
  firstKey: 2,
  key: 3,
  colon: 4,
  after: 5,
  string: 6,
  escape: 7,
  hex: 8,
  literal: 9,
  minus: 10,
  zero: 11,
  digits: 12,
  point: 13,
  fraction: 14,
  exponent: 15,
  exponentSign: 16,
  exponentDigits: 17,
} as const;

/** The state behind one more byte of a number, undefined where the number does not go on. */
export function nextOfNumber(state: number, byte: number): number | undefined {
  if (isDigit(byte)) {
    if (state === STATE.zero) return undefined;
    if (state === STATE.minus) return byte === 0x30 ? STATE.zero : STATE.digits;
    if (state === STATE.point) return STATE.fraction;
    return state === STATE.exponent || state === STATE.exponentSign ? STATE.exponentDigits : state;
  }
  if (byte === 0x2e) return state === STATE.zero || state === STATE.digits ? STATE.point : undefined;
  if (byte === 0x65 || byte === 0x45) {
    return canEndNumber(state) && state !== STATE.exponentDigits ? STATE.exponent : undefined;
  }
  return (byte === 0x2b || byte === 0x2d) && state === STATE.exponent ? STATE.exponentSign : undefined;
}

/** Whether a number may end here. */
export function canEndNumber(state: number): boolean {
  return state === STATE.zero || state === STATE.digits || state === STATE.fraction || state === STATE.exponentDigits;
}

/** A digit of a hexadecimal number. */
export function isHex(byte: number): boolean {
  return isDigit(byte) || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66;
}

/** A decimal digit. */
export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** White space between the signs of JSON. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
