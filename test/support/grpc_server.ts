/**
 * A gRPC server for tests that answers as it is told, and calls to another one. It knows calls of one message each way.
 *
 * @module
 */
import { join } from "node:path";
import { answerOf, framed, readMessage } from "../../plugins/weaviate/grpc/call.ts";

/** What is done to a call. */
export type GrpcDeed =
  | { do: "answer"; message: Uint8Array }
  /** At once; or once an answer has begun; or as a proxy does, with a status of HTTP. */
  | { do: "refuse" | "refuse late" | "refuse as HTTP"; status: number; said: string }
  /** Half of the message, and then: an end without a word, a call that is broken off, a connection that is. */
  | { do: "cut, then end" | "cut, then drop call" | "cut, then drop connection"; message: Uint8Array }
  | { do: "hang" | "drop call" | "drop connection" | "leave" };

/** A server that is running. */
export interface GrpcServer extends AsyncDisposable {
  readonly port: number;
}

const FRONT = join(import.meta.dirname!, "grpc_front.mjs");

/** Starts a server: `answer` is asked with the method, `/package.Service/Method`, and the message. */
export async function serveGrpc(
  answer: (path: string, message: Uint8Array) => Promise<GrpcDeed>,
): Promise<GrpcServer> {
  let failed: unknown;
  const back = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (request) => {
    try {
      const message = await readMessage(request);
      if (!(message instanceof Uint8Array)) throw new TypeError(`Cannot read a call's message: ${message.message}`);
      return responseOf(await answer(new URL(request.url).pathname, message));
    } catch (error) {
      failed ??= error;
      throw error;
    }
  });
  // The name is that of the tool: Node.js is what the servers of tests need as well.
  const front = new Deno.Command("node", { args: [FRONT, `${back.addr.port}`], stdin: "piped", stdout: "piped" })
    .spawn();
  const lines = front.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await lines.read();
  const port = Number(value);
  if (!port) throw new Error("Cannot start a gRPC server for a test: expected Node.js 20 or newer to say its port");
  return {
    port,
    async [Symbol.asyncDispose]() {
      await front.stdin.close();
      await lines.cancel();
      const { code } = await front.status;
      await back.shutdown();
      if (code !== 0) throw new Error(`Cannot serve gRPC for a test: Node.js ended with exit code ${code}`);
      if (failed) throw failed;
    },
  };
}

function responseOf(deed: GrpcDeed): Response {
  const headers: Record<string, string> = { "x-do": deed.do };
  if ("said" in deed) Object.assign(headers, { "x-status": `${deed.status}`, "x-said": encodeURI(deed.said) });
  return new Response("message" in deed ? framed(deed.message) : null, { headers });
}

/** An answer that is an error. */
export class GrpcError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Calls a server on this machine: `call` gives its answer, or throws a `GrpcError`. */
export function grpcCaller(
  port: number,
): Disposable & { call(path: string, message: Uint8Array): Promise<Uint8Array> } {
  const client = Deno.createHttpClient({ http1: false, http2: true });
  return {
    async call(path, message) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        headers: { "content-type": "application/grpc", te: "trailers" },
        body: framed(message),
        client,
      });
      const answer = await answerOf(response);
      if (answer instanceof Uint8Array) return answer;
      throw new GrpcError(answer.status, answer.message);
    },
    [Symbol.dispose]: () => client.close(),
  };
}
