/**
 * One request to DynamoDB: signed, sent, read, its capacity counted; tried again where that helps.
 *
 * A client of our own because AWS's costs 60 ms and 25 MB at import and twice the processor time a message.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { describe, transience, transient } from "../../core/errors.ts";
import { type Limit, openLimit } from "../../core/limit.ts";
import { hiding } from "../../core/secrets.ts";
import { findPlace, type Place } from "./credentials.ts";
import { DynamodbError, errorOf, isCode } from "./errors.ts";
import type { DynamodbStoreSettings } from "./options.ts";
import { openSigner } from "./sign.ts";

/** Answers of DynamoDB, as far as they are read. */
export type Answer = { readonly [field: string]: unknown };

/** Parts of a context that requests need. */
export type ClientContext = Pick<Context, "signal" | "clock" | "random" | "count">;

/** Sends requests. */
export interface Client {
  readonly table: string;
  readonly place: Place;
  /** One try. Transient errors are marked. */
  once(operation: string, body: string): Promise<Answer>;
  /** The same with up to `TRIES` tries. */
  call(operation: string, body: object): Promise<Answer>;
  /** Waits before another try: a random time up to 50 ms, doubled by each try, at most 5 s. */
  pause(tries: number, error?: unknown): Promise<void>;
  /** Does the work when less than `concurrency` others are at it. */
  readonly limited: Limit;
}

/** Most tries of one request. */
export const TRIES = 8;

const BASE_MS = 50;
const LONGEST_MS = 5_000;

/** Errors after which other credentials may pass. */
const STALE = ["ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException"];

const encoder = new TextEncoder();

/** Prepares sending requests about one table. */
export async function openClient(settings: DynamodbStoreSettings, context: ClientContext): Promise<Client> {
  const { table, timeoutMs, concurrency } = settings;
  const { signal, clock, random } = context;
  const place = await findPlace(settings, () => clock.now());
  const sign = openSigner();
  const limited = openLimit(concurrency);
  /** How far the server's clock is ahead, ms. */
  let ahead = 0;

  return { table, place, once, call, pause, limited };

  async function once(operation: string, body: string): Promise<Answer> {
    signal.throwIfAborted();
    for (let tries = 1;; tries++) {
      try {
        return await send(operation, encoder.encode(body), tries > 1);
      } catch (error) {
        if (tries > 1 || !isCode(error, "InvalidSignatureException", ...STALE)) throw error;
      }
    }
  }

  async function send(operation: string, body: Uint8Array<ArrayBuffer>, renew: boolean): Promise<Answer> {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    };
    const { url, region } = place;
    const credentials = await place.credentials(renew);
    const signed = sign({ url, region, service: "dynamodb", headers, body, at: clock.now() + ahead }, credentials);
    const deadline = AbortSignal.timeout(timeoutMs);
    let status: number, text: string;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: signed,
        body,
        redirect: "error",
        signal: AbortSignal.any([signal, deadline]),
      });
      ({ status } = response);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (status === 400 && !Number.isNaN(date)) ahead = date - clock.now();
      text = await response.text();
    } catch (error) {
      signal.throwIfAborted();
      throw transient(
        new DynamodbError(
          deadline.aborted
            ? `Cannot reach table "${table}": no answer to ${operation} within ${timeoutMs} ms`
            : `Cannot reach table "${table}" at ${url.origin}: the connection failed during ${operation}`,
          { code: "ConnectionFailed", status: 0, cause: error },
        ),
      );
    }
    // What the server says may repeat what it was given.
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const hide = (said: string): string => hiding([accessKeyId, secretAccessKey, sessionToken])(said);
    if (status !== 200) throw errorOf(operation, table, status, hide(text));
    return counted(operation, parse(operation, text, hide));
  }

  function parse(operation: string, text: string, hide: (text: string) => string): Answer {
    try {
      return JSON.parse(text) as Answer;
    } catch (error) {
      const what = `Cannot read the answer to ${operation} about table "${table}": it is cut short or no JSON`;
      throw transient(
        new DynamodbError(what, { code: "BadAnswer", status: 200, cause: new SyntaxError(hide(describe(error))) }),
      );
    }
  }

  function counted(operation: string, answer: Answer): Answer {
    const units = unitsIn(answer) ?? 0;
    const reads = /^(Get|BatchGet|Query|Scan)/.test(operation);
    if (units > 0) context.count(reads ? "dynamodb.readUnits" : "dynamodb.writeUnits", units);
    return answer;
  }

  async function call(operation: string, body: object): Promise<Answer> {
    const text = JSON.stringify(body);
    for (let tries = 1;; tries++) {
      try {
        return await limited(() => once(operation, text));
      } catch (error) {
        if (tries >= TRIES || !transience(error)) throw error;
        await pause(tries, error);
      }
    }
  }

  async function pause(tries: number, error?: unknown): Promise<void> {
    const asked = error === undefined ? 0 : transience(error)?.retryAfterMs ?? 0;
    const backoff = random.next() * Math.min(LONGEST_MS, BASE_MS * 2 ** (tries - 1));
    context.count("dynamodb.retries");
    await clock.sleep(Math.round(Math.max(asked, backoff)), signal);
  }
}

/** The units that an answer says were consumed; undefined where it says nothing of them. */
export function unitsIn({ ConsumedCapacity: consumed }: Answer): number | undefined {
  let units: number | undefined;
  for (const one of Array.isArray(consumed) ? consumed : [consumed]) {
    const { CapacityUnits } = (one ?? {}) as { CapacityUnits?: number };
    if (CapacityUnits !== undefined) units = (units ?? 0) + CapacityUnits;
  }
  return units;
}
