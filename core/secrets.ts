/**
 * Secrets kept out of what is said: errors of services repeat what they were given.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** What stands in a secret's place. */
const MASK = "***";
/** Shorter values stand in too many texts by chance. */
const SHORTEST = 4;

/**
 * A function that masks secrets in a text: as they are, URL-encoded, in Base64 and Base64url (at any place in what was
 * encoded), in hexadecimal, and as JSON writes them.
 */
export function hiding(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST) continue;
    forms.add(secret).add(encodeURIComponent(secret.toWellFormed())).add(JSON.stringify(secret).slice(1, -1));
    const hex = Buffer.from(secret, "utf8").toString("hex");
    forms.add(hex).add(hex.toUpperCase());
    for (const form of base64Forms(secret)) forms.add(form).add(form.replaceAll("+", "-").replaceAll("/", "_"));
  }
  // The longest first: a form may begin with another.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((said, form) => said.replaceAll(form, MASK), text);
}

/** User and password of an address, up to the last `@` before its path: a password may hold one itself. */
const USER = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;

/** A text without the users and passwords of addresses in it. */
export function withoutPasswords(text: string): string {
  return text.replace(USER, `$1${MASK}@`);
}

/** What Base64 makes of it behind 0, 1 and 2 other bytes, without the digits that those and what follows have part in. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [0, 1, 2].map((before) => {
    const digits = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replaceAll("=", "");
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return digits.slice(Math.ceil((before * 8) / 6), whole);
  }).filter((form) => form.length >= SHORTEST);
}
