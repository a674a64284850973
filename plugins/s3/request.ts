/**
 * One request to S3: signed, limited in time, and made again where that can help.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { transient } from "../../core/errors.ts";
import type { Clock, Random } from "../../core/host.ts";
import { loadAws4fetch } from "../../deps/aws4fetch.ts";
import { type Answer, errorOf, faultOf, isPassing } from "./answer.ts";
import { addressOfObject, encodeName, type S3Settings } from "./connection.ts";

/** What a request needs of the machine. */
export interface Machine {
  clock: Clock;
  random: Random;
  /** Ends waits and transfers. */
  signal?: AbortSignal;
}

/** One request. */
export interface Request {
  /** For errors: `write "s3://bucket/key"`. */
  what: string;
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  bucket: string;
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
  /** Statuses beside 2xx that are an answer and no error. */
  accept?: readonly number[];
}

/** Sends requests. */
export type Send = (request: Request) => Promise<Answer>;

/** Requests for one answer before it is given up. */
const ATTEMPTS = 7;
/** The first wait between them at most, and the longest, milliseconds. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** The longest that a service's own wish to wait is heeded, milliseconds. */
const LONGEST_ASKED_MS = 30_000;
/** An answer that has not come whole by then never will, milliseconds. */
const PATIENCE_MS = 60_000;
const EMPTY = createHash("sha256").digest("hex");

/** Requests with these settings. */
export function sender(settings: S3Settings, machine: Machine): Send {
  const cache = new Map<string, ArrayBuffer>();
  return async (request) => {
    const hash = request.body ? createHash("sha256").update(request.body).digest("hex") : EMPTY;
    for (let attempt = 1;; attempt++) {
      machine.signal?.throwIfAborted();
      const tried = await once(settings, machine, request, hash, cache).catch((error) => {
        machine.signal?.throwIfAborted();
        if (error instanceof ConnectionLost) return error;
        throw error;
      });
      if (tried instanceof ConnectionLost) {
        if (attempt === ATTEMPTS) throw tried;
        await wait(machine, attempt);
        continue;
      }
      // Completing a large upload may fail after its answer has begun with 200. What is read may be any text.
      const fault = tried.status < 300 && request.method !== "POST" ? undefined : faultOf(tried);
      if (fault === undefined || request.accept?.includes(tried.status)) return { ...tried, attempts: attempt };
      if (attempt === ATTEMPTS || !isPassing(tried.status, fault)) throw errorOf(request.what, tried, fault);
      await wait(machine, attempt, retryAfter(tried.headers));
    }
  };
}

/** The connection broke, or nothing came in time. */
class ConnectionLost extends Error {
  override name = "ConnectionLost";
}

async function once(
  settings: S3Settings,
  { clock, signal }: Machine,
  { what, method, bucket, key, query = {}, headers = {}, body }: Request,
  hash: string,
  cache: Map<string, ArrayBuffer>,
): Promise<Omit<Answer, "attempts">> {
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeName(value)}`).join("&");
  const { AwsV4Signer } = await loadAws4fetch();
  const signed = await new AwsV4Signer({
    method,
    url: `${addressOfObject(settings, bucket, key)}${search ? `?${search}` : ""}`,
    // The service refuses a body that does not hash to this, and names it as it is signed.
    headers: { ...headers, "x-amz-content-sha256": hash },
    service: "s3",
    region: settings.region,
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    sessionToken: settings.sessionToken,
    datetime: new Date(clock.now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
    cache,
  }).sign();
  const ended = new AbortController();
  const late = new AbortController();
  // Aborted too when the answer is there: then the wait is over, and nobody minds.
  clock.sleep(PATIENCE_MS, ended.signal).then(() => late.abort(), () => undefined);
  try {
    const response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      body,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const length = Number(response.headers.get("content-length") ?? bytes.length);
    const whole = method === "HEAD" || bytes.length === length || response.headers.has("content-encoding");
    if (!whole) throw new TypeError(`${bytes.length} of ${length} bytes came`);
    return { status: response.status, headers: response.headers, bytes };
  } catch (cause) {
    if (!(cause instanceof TypeError) && !late.signal.aborted) throw cause;
    const why = late.signal.aborted ? `no answer came within ${PATIENCE_MS / 1000} s` : "the connection broke";
    throw transient(new ConnectionLost(`Cannot ${what}: ${why}, is the service there?`, { cause }));
  } finally {
    ended.abort();
  }
}

/** Milliseconds that the service asks to wait. */
function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return seconds >= 0 ? Math.min(seconds * 1000, LONGEST_ASKED_MS) : undefined;
}

/** Waits twice as long each time, at random up to that, so that many do not come back at once. */
async function wait({ clock, random, signal }: Machine, attempt: number, asked = 0): Promise<void> {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  await clock.sleep(Math.max(asked, random.next() * most), signal);
}
