/**
 * Requests to a NocoDB server: paced, tried again, never to another host.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { JsonObject } from "../../core/conversation.ts";
import { transience, transient } from "../../core/errors.ts";
import { isObject } from "../../core/raw.ts";
import { type Asked, broken, NocodbError, refusal } from "./failures.ts";
import { Pace } from "./pace.ts";

/** Attempts for one request. */
const ATTEMPTS = 6;
/** First wait after a failure, milliseconds; doubled each time, with full jitter. */
const BASE_MS = 500;
/** A server that limits requests blocks for half a minute, and seldom says so. */
const BLOCKED_MS = 30_000;
/** Longest wait that a server may ask for. */
const MOST_WAIT_MS = 15 * 60_000;
/** Largest answer, in bytes. */
export const MOST_BYTES: number = 64 * 2 ** 20;

/** Thrown for an answer beyond `MOST_BYTES`: a smaller page may do. */
export class TooLarge extends Error {
  override name = "TooLarge";
}

/** What a client needs to know. */
export interface ClientOptions {
  /** The server's address, without a slash at its end. */
  baseUrl: string;
  token: string;
  requestsPerSecond: number;
  timeoutMs: number;
}

/** One server, asked over HTTP. */
export class Client {
  /** Scheme, host and port: what errors name. */
  readonly host: string;
  readonly #pace: Pace;
  #serverTime: number | undefined;

  constructor(readonly context: Context, readonly options: ClientOptions) {
    this.host = new URL(options.baseUrl).origin;
    this.#pace = new Pace(context, options.requestsPerSecond);
  }

  /** The server's clock at its last answer, epoch ms in whole seconds; this machine's where no answer said it. */
  now(): number {
    return this.#serverTime ?? this.context.clock.now();
  }

  /**
   * Asks for a JSON object. `what` says for errors what is asked for.
   *
   * @throws {NocodbError} when the server refuses
   * @throws {TooLarge} when the answer is larger than is taken
   */
  async get(what: string, path: string, query: { readonly [name: string]: string } = {}): Promise<JsonObject> {
    const { context } = this;
    for (let n = 1;; n++) {
      await this.#pace.turn();
      context.count("requests");
      try {
        return await this.#once(what, path, query);
      } catch (error) {
        context.signal.throwIfAborted();
        const again = transience(error);
        if (!again || n >= ATTEMPTS) throw error;
        const waitMs = again.retryAfterMs ?? context.random.next() * BASE_MS * 2 ** (n - 1);
        context.count(error instanceof NocodbError && error.status === 429 ? "rateLimited" : "retried");
        context.log.debug(`attempt ${n} failed, the next in ${Math.round(waitMs)} ms`);
        await context.clock.sleep(Math.round(waitMs), context.signal);
      }
    }
  }

  async #once(what: string, path: string, query: { readonly [name: string]: string }): Promise<JsonObject> {
    const { baseUrl, token, timeoutMs } = this.options;
    const asked: Asked = { host: this.host, what, token };
    const url = new URL(baseUrl + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signal = AbortSignal.any([this.context.signal, AbortSignal.timeout(timeoutMs)]);
    let status: number;
    let headers: Headers;
    let body: string;
    try {
      // A redirect would take the token to whatever host it names.
      const answer = await fetch(url, {
        headers: { "xc-token": token, accept: "application/json" },
        redirect: "manual",
        signal,
      });
      ({ status, headers } = answer);
      body = await textOf(answer);
    } catch (error) {
      if (error instanceof TooLarge) throw error;
      throw broken(asked, error);
    }
    const date = Date.parse(headers.get("date") ?? "");
    if (!Number.isNaN(date)) this.#serverTime = date;
    if (status >= 300 && status < 400) throw moved(asked, status, headers);
    if (status !== 200) throw limited(refusal(asked, status, body), headers, this.context.clock.now());
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      // Its text may be any page's: it is not told.
      throw transient(new SyntaxError(`Cannot ${what} on ${this.host}: the answer is no JSON, or was cut short`));
    }
    if (isObject(value)) return value;
    throw new SyntaxError(`Cannot ${what} on ${this.host}: the answer is no JSON object; is this a NocoDB server?`);
  }
}

function moved({ host, what }: Asked, status: number, headers: Headers): Error {
  const target = URL.parse(headers.get("location") ?? "", host)?.origin;
  return new NocodbError(
    `Cannot ${what} on ${host}: it redirects to ${
      target ?? "another address"
    } (HTTP ${status}), which is not followed; ` +
      `set baseUrl to the server's own address`,
    status,
  );
}

/** A refusal for too many requests, with how long to wait. */
function limited(error: NocodbError, headers: Headers, now: number): Error {
  const asked = waitOf(headers.get("retry-after"), now);
  if (error.status !== 429 && (asked === undefined || !transience(error))) return error;
  const waitMs = asked ?? BLOCKED_MS;
  if (waitMs <= MOST_WAIT_MS) return transient(error, waitMs);
  return new NocodbError(
    `${error.message}; it asks to wait ${Math.round(waitMs / 1000)} s, run again then`,
    error.status,
    error.code,
  );
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function textOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new TooLarge(`Cannot take an answer of more than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
