/**
 * A gRPC server for tests that answers as it is told, and calls to another one. It knows calls of one message each way.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { type GrpcClient, loadGrpcJs } from "../../deps/grpc_js.ts";

/** What is done to a call. */
export type GrpcDeed =
  | { do: "answer"; message: Uint8Array }
  | { do: "refuse"; status: number; said: string }
  /** Half of the message, and then: an end without a word, a call that is broken off, a connection that is. */
  | { do: "cut, then end" | "cut, then drop call" | "cut, then drop connection"; message: Uint8Array }
  | { do: "hang" | "drop call" | "drop connection" };

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
      return responseOf(await answer(new URL(request.url).pathname, await request.bytes()));
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
  if (deed.do === "refuse") Object.assign(headers, { "x-status": `${deed.status}`, "x-said": encodeURI(deed.said) });
  return new Response("message" in deed ? deed.message as Uint8Array<ArrayBuffer> : null, { headers });
}

/** Calls a server on this machine: `call` gives its answer, or throws with the status as `code`. */
export async function grpcCaller(
  port: number,
): Promise<Disposable & { call(path: string, message: Uint8Array): Promise<Uint8Array> }> {
  const { Client, Metadata, credentials } = await loadGrpcJs();
  const client: GrpcClient = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {});
  const buffer = (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.length);
  return {
    call(path, message) {
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      const options = { deadline: Date.now() + 20_000 };
      client.makeUnaryRequest(path, buffer, (said) => said, message, new Metadata(), options, (error, answer) => {
        if (answer) resolve(answer);
        else reject(error);
      });
      return promise;
    },
    [Symbol.dispose]: () => client.close(),
  };
}
