/**
 * Calls to Weaviate by gRPC: one message each way, by `fetch` over HTTP/2.
 *
 * Not by grpc-js: it speaks HTTP/2 through Deno's `node:http2`, which ends the whole process (SIGSEGV, Deno 2.9) when a
 * server takes its leave (GOAWAY) while calls are under way. What `fetch` does not show is a trailer. A server that
 * refuses says so in the head of its answer; one that has sent its answer whole has nothing more to say.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { describe, transient } from "../../../core/errors.ts";
import type { WeaviateStoreSettings } from "../options.ts";
import { exchange } from "../exchange.ts";
import { objectError, WeaviateError } from "../said.ts";
import { answerOf, framed, type Refusal, Status } from "./call.ts";

/** Sends requests, one try each. */
export interface Channel {
  /** Sends a message to a method and gives the answer's. Transient errors are marked. */
  call(method: "Search" | "BatchObjects", request: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

/** HTTP statuses that mean the same. */
const HTTP: { readonly [status: number]: number } = {
  [Status.UNAUTHENTICATED]: 401,
  [Status.PERMISSION_DENIED]: 403,
  [Status.INVALID_ARGUMENT]: 422,
  [Status.RESOURCE_EXHAUSTED]: 413,
  [Status.UNIMPLEMENTED]: 404,
};

/** Prepares calls; `hide` takes the key out of what the server says. */
export function openChannel(
  settings: WeaviateStoreSettings & { grpcPort: number },
  { signal }: Pick<Context, "signal">,
  hide: (said: string) => string,
): Channel {
  const { url, grpcPort, apiKey, collection, timeoutMs } = settings;
  const { protocol, hostname } = new URL(url);
  const address = `${hostname}:${grpcPort}`;
  const headers: Record<string, string> = { "content-type": "application/grpc", te: "trailers" };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
  let client: Deno.HttpClient | undefined;
  signal.addEventListener("abort", close, { once: true });

  return { call, close };

  async function call(method: "Search" | "BatchObjects", request: Uint8Array): Promise<Uint8Array> {
    const answer = await exchange(
      { signal, timeoutMs },
      async (signal) => {
        // Nothing but HTTP/2: without TLS there is no other way to agree on it.
        client ??= Deno.createHttpClient({ http1: false, http2: true });
        const init = { method: "POST", headers, body: framed(request), redirect: "error", client, signal } as const;
        return await answerOf(await fetch(`${protocol}//${address}/weaviate.v1.Weaviate/${method}`, init));
      },
      (late, error) => unreachable(late ?? `no connection (${describe(error)})`, method),
    );
    if (answer instanceof Uint8Array) return answer;
    throw errorOf(answer, method);
  }

  function unreachable(what: string, method: string): string {
    return `Cannot reach Weaviate at ${address} by gRPC: ${hide(what)} (${method}); is grpcPort the server's?`;
  }

  /** Codes of gRPC as the HTTP statuses that mean the same; texts of Weaviate itself come as `UNKNOWN`. */
  function errorOf({ status, message: text }: Refusal, method: string): Error {
    const said = hide(text).slice(0, 500);
    if (status === Status.UNAVAILABLE || status === Status.DEADLINE_EXCEEDED || status === Status.CANCELLED) {
      return transient(new WeaviateError(unreachable(`the server says: ${said}`, method), { status: 0 }));
    }
    const message = `Cannot use collection "${collection}": ${said} (gRPC ${method})`;
    const http = HTTP[status];
    if (http === 401 || http === 403) {
      return new WeaviateError(`${message}; expected an apiKey that the server knows and that may do this`, {
        status: http,
      });
    }
    if (http !== undefined) {
      const error = new WeaviateError(message, { status: http });
      // A message that is too long is so for good. Everything else that is exhausted is so for now.
      return http === 413 && !/larger than max/i.test(said) ? transient(error) : error;
    }
    if (status === Status.INTERNAL || status === Status.ABORTED) {
      return transient(new WeaviateError(message, { status: 500 }));
    }
    return objectError(message);
  }

  function close(): void {
    signal.removeEventListener("abort", close);
    client?.close();
    client = undefined;
  }
}
