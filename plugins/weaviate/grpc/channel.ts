/**
 * Calls to Weaviate by gRPC. The library is loaded with the first of them.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Context } from "../../../core/context.ts";
import { describe, transient } from "../../../core/errors.ts";
import type { GrpcClient, GrpcJs, GrpcMetadata } from "../../../deps/grpc_js.ts";
import type { WeaviateStoreSettings } from "../options.ts";
import { objectError, WeaviateError } from "../said.ts";

/** Most bytes of an answer: 10,000 objects of a listing, or some hundred with vectors. */
const MOST_BYTES = 256 * 2 ** 20;

/** Sends requests, one try each. */
export interface Channel {
  /** Sends a message to a method and gives the answer's. Transient errors are marked. */
  call(method: "Search" | "BatchObjects", request: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

/** Prepares calls; `hide` takes the key out of what the server says. */
export function openChannel(
  settings: WeaviateStoreSettings & { grpcPort: number },
  { signal, clock }: Pick<Context, "signal" | "clock">,
  hide: (said: string) => string,
): Channel {
  const { url, grpcPort, apiKey, collection, timeoutMs } = settings;
  const { protocol, hostname } = new URL(url);
  const address = `${hostname}:${grpcPort}`;
  let opened: Promise<{ grpc: GrpcJs; client: GrpcClient; metadata: GrpcMetadata }> | undefined;
  signal.addEventListener("abort", close, { once: true });

  return { call, close };

  async function open() {
    const { loadGrpcJs } = await import("../../../deps/grpc_js.ts");
    const grpc = await loadGrpcJs();
    const credentials = protocol === "https:" ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
    const client = new grpc.Client(address, credentials, {
      "grpc.max_receive_message_length": MOST_BYTES,
      "grpc.max_send_message_length": -1,
      // What is tried again, and when, is decided here.
      "grpc.enable_retries": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
    });
    const metadata = new grpc.Metadata();
    if (apiKey !== undefined) metadata.set("authorization", `Bearer ${apiKey}`);
    return { grpc, client, metadata };
  }

  async function call(method: "Search" | "BatchObjects", request: Uint8Array): Promise<Uint8Array> {
    signal.throwIfAborted();
    const { grpc, client, metadata } = await (opened ??= open());
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const sent = client.makeUnaryRequest(
      `/weaviate.v1.Weaviate/${method}`,
      (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.length),
      (message: Buffer) => message,
      request,
      metadata,
      { deadline: clock.now() + timeoutMs },
      (error, answer) => error || !answer ? reject(errorOf(grpc, error?.code, error, method)) : resolve(answer),
    );
    const cancel = (): void => sent.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await promise;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  /** Codes of gRPC as the HTTP statuses that mean the same; texts of Weaviate itself come as `UNKNOWN`. */
  function errorOf({ status }: GrpcJs, code: number | undefined, cause: unknown, method: string): Error {
    const said = hide(describe(cause)).slice(0, 500);
    if (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED || code === status.CANCELLED) {
      const what = code === status.DEADLINE_EXCEEDED ? `no answer within ${timeoutMs} ms` : `no connection (${said})`;
      const message = `Cannot reach Weaviate at ${address} by gRPC: ${what} (${method}); is grpcPort the server's?`;
      return transient(new WeaviateError(message, { status: 0 }));
    }
    const message = `Cannot use collection "${collection}": ${said} (gRPC ${method})`;
    const http = new Map([
      [status.UNAUTHENTICATED, 401],
      [status.PERMISSION_DENIED, 403],
      [status.INVALID_ARGUMENT, 422],
      [status.RESOURCE_EXHAUSTED, 413],
      [status.UNIMPLEMENTED, 404],
    ]).get(code ?? status.UNKNOWN);
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
    if (code === status.INTERNAL || code === status.ABORTED) {
      return transient(new WeaviateError(message, { status: 500 }));
    }
    return objectError(message);
  }

  function close(): void {
    signal.removeEventListener("abort", close);
    opened?.then(({ client }) => client.close(), () => undefined);
    opened = undefined;
  }
}
