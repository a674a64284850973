/**
 * Requests to an OpenAI-compatible service: tried again where that helps, when the server says; nothing of a chat or of a
 * key in any error.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { transience, transient } from "../../../core/errors.ts";
import { rateLimits, waitAfterRefusal } from "../../../core/http/rate_limits.ts";
import { hiding } from "../../../core/secrets.ts";
import { endpoint } from "./address.ts";

/** Where the service is, and how it is talked to. */
export interface Service {
  baseUrl: string;
  apiKey?: string;
  /** Longest wait for one answer. */
  timeoutMs: number;
}

/** What of the world is needed. */
export type ServiceContext = Pick<Context, "signal" | "clock" | "random" | "count" | "log">;

/** What is asked: a path below the address, and a body. */
export interface Asked {
  path: string;
  /** JSON, or a form with a file; absent: it is a GET. */
  body?: string | FormData;
  /** Longest answer taken, in bytes. */
  maxBytes?: number;
}

const ATTEMPTS = 5;
const BASE_MS = 500;
const MOST_WAIT_MS = 120_000;
const MAX_BYTES = 4 * 1024 * 1024;
const AGAIN = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 529]);

/**
 * Asks, and resolves with the answer's text.
 *
 * @throws {Error} marked as transient where another try later may help
 */
export async function request(service: Service, asked: Asked, context: ServiceContext): Promise<string> {
  for (let attempt = 1;; attempt++) {
    context.signal.throwIfAborted();
    try {
      return await once(service, asked, context);
    } catch (error) {
      context.signal.throwIfAborted();
      const again = transience(error);
      if (!again || attempt >= ATTEMPTS) throw error;
      const backoff = context.random.next() * BASE_MS * 2 ** attempt;
      context.count("service retries");
      await context.clock.sleep(
        Math.round(Math.min(MOST_WAIT_MS, Math.max(backoff, again.retryAfterMs ?? 0))),
        context.signal,
      );
    }
  }
}

async function once(
  service: Service,
  { path, body, maxBytes = MAX_BYTES }: Asked,
  context: ServiceContext,
): Promise<string> {
  const url = endpoint(service.baseUrl, path);
  const headers = new Headers({ accept: "application/json" });
  if (service.apiKey !== undefined) headers.set("authorization", `Bearer ${service.apiKey}`);
  if (typeof body === "string") headers.set("content-type", "application/json");
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(service.timeoutMs)]);
  // A redirect would take the key and the chat elsewhere.
  const init: RequestInit = { method: body === undefined ? "GET" : "POST", headers, body, signal, redirect: "manual" };
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await read(response, maxBytes);
  } catch (cause) {
    context.signal.throwIfAborted();
    if (cause instanceof RangeError) throw cause;
    throw transient(new Error(`Cannot reach "${url}": ${wordsOf(cause, service)}; is the service there?`));
  }
  if (response.ok) return text;
  throw refusal(url, response, text, service, context);
}

/** The body, as far as it may go. */
async function read(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new RangeError(`Cannot read an answer of "${response.url}": it is longer than ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function refusal(url: string, response: Response, text: string, service: Service, { clock }: ServiceContext): Error {
  const { status } = response;
  const said = errorOf(text);
  const words = hiding([service.apiKey])(
    [said.code, said.type].filter((one) => one !== undefined).join(", ").slice(0, 200),
  );
  const what = `it answered ${status}${words === "" ? "" : ` (${words})`}`;
  const error = new Error(`Cannot use "${url}": ${what}, ${adviceOf(status, said.code)}`);
  // A quota that is used up does not come back by waiting.
  if (!AGAIN.has(status) || said.code === "insufficient_quota") return error;
  return transient(error, waitAfterRefusal(rateLimits(response.headers, clock.now())));
}

function adviceOf(status: number, code: string | undefined): string {
  if (code === "insufficient_quota") return "the account has no credit left";
  if (status >= 300 && status < 400) return "which leads elsewhere; expected the address of the service itself";
  if (status === 401 || status === 403) return "expected an apiKey that it knows";
  if (status === 404) return "expected a service with that path and model";
  return AGAIN.has(status) ? "it may be better later" : "expected an answer of 200";
}

/** Only what is a name: messages of services repeat what they were given. */
function errorOf(text: string): { code?: string; type?: string } {
  let error: unknown;
  try {
    error = (JSON.parse(text) as { error?: unknown } | null)?.error;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  const { code, type } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    type?: unknown;
  };
  const name = (value: unknown): string | undefined =>
    typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
  return { code: name(code), type: name(type) };
}

function wordsOf(cause: unknown, { apiKey }: Service): string {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return hiding([apiKey])(words).slice(0, 200);
}
