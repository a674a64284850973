/**
 * What a NocoDB server says when it refuses, as errors that tell nothing of its insides.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import { asObject } from "../../core/raw.ts";

/** An answer that is no success. */
export class NocodbError extends Error {
  override name = "NocodbError";
  /** HTTP status. */
  readonly status: number;
  /** NocoDB's own name of the mistake, such as `ERR_TABLE_NOT_FOUND`; absent where it gives none. */
  readonly code?: string;

  constructor(message: string, status: number, code?: string) {
    super(message);
    this.status = status;
    if (code !== undefined) this.code = code;
  }
}

/** Where a refused request went. */
export interface Asked {
  /** Scheme, host and port. */
  host: string;
  /** What was asked for, for people: `list the tables`. */
  what: string;
  token: string;
}

/** Statuses after which the same request may succeed. */
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/** A text that looks like a path, a query, a stack or a module: the inside of a server. */
const INSIDE =
  /[\r\n]|\bat\s+\S+\s*\(|\bnode_modules\b|\.[cm]?js\b|\bSQL|\b(?:select|insert|update)\b.*\b(?:from|into|set)\b|(?:^|\s)\/\w+\//i;

/**
 * The error for a refusal. Bodies have several shapes: `{ error, message }`, `{ msg }`, `{ message, innerError }`, a page
 * of a proxy, or nothing; only a code and a harmless sentence are taken from them, and of a server's failure the code alone.
 */
export function refusal(asked: Asked, status: number, body: string): NocodbError {
  const { code, sentence } = read(body);
  const named = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  const says = status < 500 && sentence !== undefined ? ` ${quote(sentence.replaceAll(asked.token, "***"))}` : "";
  const message = `Cannot ${asked.what} on ${asked.host}: it answered ${named}${says}${advice(status)}`;
  const error = new NocodbError(message, status, code);
  return AGAIN.has(status) ? transient(error) : error;
}

function read(body: string): { code?: string; sentence?: string } {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    // A page of a proxy, or nothing: the status says all there is.
    return {};
  }
  const { error, message, msg } = asObject(given) ?? {};
  const code = typeof error === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(error) ? error : undefined;
  const sentence = [message, msg].find((text) => typeof text === "string" && text !== "" && text.length <= 300);
  return {
    ...code === undefined ? {} : { code },
    ...typeof sentence === "string" && !INSIDE.test(sentence) ? { sentence } : {},
  };
}

function advice(status: number): string {
  if (status === 401) return "; expected an API token of this server (option token)";
  if (status === 403) return "; the token's owner may not do this, expected a token of somebody who may read the base";
  if (status === 413 || status === 431) return "; expected a smaller page (option pageSize)";
  if (status === 429) return "; expected fewer requests (option requestsPerSecond)";
  return "";
}

/** A failure on the way: no answer, or one that was cut. The request may be made again. */
export function broken({ host, what }: Asked, cause: unknown): Error {
  let said = cause;
  // `fetch` tells what it means in its cause.
  while (said instanceof Error && said.cause instanceof Error) said = said.cause;
  const text = said instanceof Error ? said.message : String(said);
  // Its text names the whole address, filters and all.
  const reason = new Error(text.replace(/ for url \([^)]*\)+/g, ""));
  if (said instanceof Error) reason.name = said.name;
  return transient(new Error(`Cannot ${what} on ${host}: the connection failed`, { cause: reason }));
}
