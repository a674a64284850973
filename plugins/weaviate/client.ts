/**
 * One request to Weaviate, by HTTP or gRPC; tried again where that helps.
 *
 * Plain HTTP because its own client waits half a second for every batch, asks once an object when it lists all, and one
 * object that it cannot write ends the process.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { describe, transience, transient } from "../../core/errors.ts";
import { type Limit, openLimit } from "../../core/limit.ts";
import { hiding } from "../../core/secrets.ts";
import type { Ask, Found, Shown } from "./ask.ts";
import { exchange } from "./exchange.ts";
import { openChannel } from "./grpc/channel.ts";
import type { WeaviateStoreSettings } from "./options.ts";
import { objectError, WeaviateError } from "./said.ts";
import { grpcTransport, httpTransport, type Transport } from "./transport.ts";

/** Parts of a context that requests need. */
export type ClientContext = Pick<Context, "signal" | "clock" | "random" | "count">;

/** Sends requests. */
export interface Client extends Pick<Transport, "pack" | "put"> {
  readonly collection: string;
  readonly tenant?: string;
  /** One try; undefined where the server answers 404. Transient errors are marked. */
  once(method: string, path: string, body?: string): Promise<unknown>;
  /** The same with up to `TRIES` tries. */
  call(method: string, path: string, body?: object): Promise<unknown>;
  /** Objects of the collection. */
  get(ask: Ask, shown: Shown): Promise<Found[]>;
  /** All values that a property has. */
  valuesOf(property: string): Promise<string[]>;
  /** Waits before another try: a random time up to 100 ms, doubled by each try, at most 10 s. */
  pause(tries: number, error?: unknown): Promise<void>;
  readonly limited: Limit;
  /** What the server says, without the key: it may repeat what it was given. */
  hide(said: string): string;
  /** Ends connections that are held open. */
  close(): void;
}

/** Most tries of one request. */
export const TRIES = 6;

const BASE_MS = 100;
const LONGEST_MS = 10_000;

/** Prepares sending requests. */
export function openClient(settings: WeaviateStoreSettings, context: ClientContext): Client {
  const { url, grpcPort, apiKey, collection, tenant, timeoutMs, concurrency } = settings;
  const { signal, clock, random } = context;
  const base = url.replace(/\/+$/, "");
  const limited = openLimit(concurrency);
  const hide = hiding([apiKey]);
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;

  const of = { collection, tenant, hide };
  const channel = grpcPort === undefined ? undefined : openChannel({ ...settings, grpcPort }, context, hide);
  const transport = channel ? grpcTransport(of, channel) : httpTransport(of, once);
  const { pack, put } = transport;
  const close = (): void => channel?.close();

  return { collection, tenant, once, call, get, pack, put, valuesOf, pause, limited, hide, close };

  async function once(method: string, path: string, body?: string): Promise<unknown> {
    const { response, text } = await exchange(
      { signal, timeoutMs },
      async (signal) => {
        const response = await fetch(`${base}/v1${path}`, { method, headers, body, redirect: "error", signal });
        return { response, text: await response.text() };
      },
      (late) => `Cannot reach Weaviate at ${base}: ${late ?? "the connection failed"} (${method} ${pathOf(path)})`,
    );
    const { status } = response;
    if (status === 404) return undefined;
    if (status >= 200 && status < 300) return text === "" ? null : parse(text, path);
    throw errorOf(status, hide(text), path, response.headers.get("retry-after"));
  }

  function parse(text: string, path: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const message = `Cannot read Weaviate's answer (${pathOf(path)}): it is cut short or no JSON`;
      throw transient(new WeaviateError(message, { status: 200, cause: new SyntaxError(hide(describe(error))) }));
    }
  }

  function errorOf(status: number, text: string, path: string, retryAfter: string | null): WeaviateError {
    const said = messageIn(text).slice(0, 500);
    const hint = status === 401 || status === 403
      ? "; expected an apiKey that the server knows and that may do this"
      : "";
    const error = new WeaviateError(
      `Cannot use collection "${collection}": HTTP ${status} (${pathOf(path)})${said ? `: ${said}` : ""}${hint}`,
      { status },
    );
    if (status < 500 && status !== 429 && status !== 408) return error;
    const seconds = Number(retryAfter ?? NaN);
    return transient(error, Number.isFinite(seconds) ? seconds * 1000 : undefined);
  }

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return await again(() => limited(() => once(method, path, text)));
  }

  async function again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1;; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries >= TRIES || !transience(error)) throw error;
        await pause(tries, error);
      }
    }
  }

  async function get(what: Ask, shown: Shown): Promise<Found[]> {
    return await again(() => limited(() => transport.get(what, shown)));
  }

  async function valuesOf(property: string): Promise<string[]> {
    const own = tenant === undefined ? "" : `, tenant: ${JSON.stringify(tenant)}`;
    const asked = `${collection}(groupBy: ["${property}"]${own}) { groupedBy { value } }`;
    return await again(async () => {
      const query = `{ Aggregate { ${asked} } }`;
      const answer = await limited(() => once("POST", "/graphql", JSON.stringify({ query }))) as
        | {
          data?: { Aggregate?: { [collection: string]: { groupedBy: { value?: string } | null }[] | null } };
          errors?: { message?: string }[];
        }
        | null
        | undefined;
      const groups = answer?.data?.Aggregate?.[collection];
      if (groups && !answer.errors?.length) {
        return groups.flatMap(({ groupedBy }) => typeof groupedBy?.value === "string" ? [groupedBy.value] : []);
      }
      const said = answer?.errors?.map(({ message }) => message).join("; ") ?? "an answer without data";
      throw objectError(`Cannot read collection "${collection}": ${hide(said)}`);
    });
  }

  async function pause(tries: number, error?: unknown): Promise<void> {
    const asked = error === undefined ? 0 : transience(error)?.retryAfterMs ?? 0;
    const backoff = random.next() * Math.min(LONGEST_MS, BASE_MS * 2 ** (tries - 1));
    context.count("weaviate.retries");
    await clock.sleep(Math.round(Math.max(asked, backoff)), signal);
  }
}

function pathOf(path: string): string {
  return path.replace(/\?.*/, "");
}

function messageIn(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: { message?: string }[] | string; message?: string };
    if (Array.isArray(error)) return error.map((one) => one.message ?? "").join("; ");
    return typeof error === "string" ? error : message ?? "";
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}
