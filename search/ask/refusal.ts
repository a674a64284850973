/**
 * Refusals of a server, in words.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";
import { messageIn } from "./delta.ts";

/** The error of an answer that is none; passing ones are marked so, with how long to wait. */
export function refusal(
  { status, headers }: Response,
  body: string,
  model: string,
  waitMs: number | undefined,
): Error {
  const { message, code } = said(body);
  const told = message === "" ? "" : `: ${message}`;
  if (status >= 300 && status < 400) {
    return new Error(
      `it redirects (${status}) to "${
        headers.get("location") ?? "elsewhere"
      }", which is not followed: set the address itself`,
    );
  }
  if (status === 401) return new Error(`it refused the key (401)${told}; set OPENAI_API_KEY to one of this server`);
  if (status === 403) return new Error(`it does not allow this (403)${told}; the key may lack the right to it`);
  if (status === 404) {
    return new Error(`it knows no model "${model}", or the address is not that of its API (404)${told}; --model NAME`);
  }
  if (status === 429 && code === "insufficient_quota") return new Error(`the account has no credit left (429)${told}`);
  if (status === 429) {
    return transient(new Error(`it takes no more requests now (429)${told}; try again later`), waitMs);
  }
  if (status === 408 || status === 409 || status >= 500) {
    return transient(new Error(`it failed (${status})${told}; try again later`), waitMs);
  }
  return new Error(`it refused the request (${status})${told}`);
}

function said(body: string): { message: string; code: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // A page of a proxy: its status says all there is.
    return { message: "", code: undefined };
  }
  const { error, message } = Object(value) as { error?: unknown; message?: unknown };
  const text = error !== undefined && error !== null ? messageIn(error) : typeof message === "string" ? message : "";
  return { message: text.replace(/\s+/g, " ").slice(0, 500), code: Object(error).code };
}
