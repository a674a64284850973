/**
 * An HTTP server that goes wrong as it is told: for services that cost money, and whose faults cannot be had otherwise.
 *
 * @module
 */

/** What a server may do in place of answering; `delay` answers after so many milliseconds. */
export type Fault =
  | { kind: "answer"; status: number; headers?: Record<string, string>; body?: unknown }
  /** The work is done, and the answer says it was not. */
  | { kind: "500 after" }
  /** The work is done, and the answer ends in its midst. */
  | { kind: "cut" }
  /** The work is done, and the connection closes without an answer. */
  | { kind: "lost" }
  /** No answer until the client gives up. */
  | { kind: "hang" }
  | { kind: "delay"; ms: number };

/** A request as it came. */
export interface Asked {
  path: string;
  headers: Headers;
  body: string;
}

/** A server that runs. */
export interface FaultServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly asked: Asked[];
  /** Most requests that were open at a time. */
  readonly most: number;
}

/**
 * Starts a server on a free port. `answer` does the work; `faultFor` is asked before, with the number of the request.
 */
export function faultServer(
  answer: (asked: Asked) => Response | Promise<Response>,
  faultFor: (n: number, asked: Asked) => Fault | undefined = () => undefined,
): FaultServer {
  const asked: Asked[] = [];
  const stop = new AbortController();
  let open = 0;
  let most = 0;
  const handle = async (request: Request): Promise<Response> => {
    const one = { path: new URL(request.url).pathname, headers: request.headers, body: await request.text() };
    const n = asked.push(one) - 1;
    const fault = faultFor(n, one);
    switch (fault?.kind) {
      case "answer": {
        const body = typeof fault.body === "string"
          ? fault.body
          : JSON.stringify(fault.body ?? { error: { message: "no" } });
        return new Response(body, { status: fault.status, headers: fault.headers });
      }
      case "500 after":
        await answer(one);
        return Response.json({ error: { message: "broken" } }, { status: 500 });
      case "hang":
        await until(stop.signal);
        return new Response(null, { status: 503 });
      case "delay":
        await until(stop.signal, fault.ms);
        return await answer(one);
      case "cut":
      case "lost":
        return broken(await (await answer(one)).text(), fault.kind);
      default:
        return await answer(one);
    }
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response(null) },
    async (request) => {
      most = Math.max(most, ++open);
      try {
        return await handle(request);
      } finally {
        open--;
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    get most() {
      return most;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.shutdown();
    },
  };
}

/** Half an answer, or none, and then the connection is gone. */
function broken(text: string, kind: "cut" | "lost"): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (kind === "cut") controller.enqueue(bytes.subarray(0, bytes.length >> 1));
    },
    async pull(controller) {
      await Promise.resolve();
      controller.error(new Error("cut"));
    },
  });
  return new Response(body, { headers: { "content-length": String(bytes.length) } });
}

/** Resolves when the server stops, or after `ms`. */
function until(stopped: AbortSignal, ms?: number): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) return resolve();
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
