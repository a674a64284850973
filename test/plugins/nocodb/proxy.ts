/**
 * A proxy in front of a real server that does what the server itself never does: refuses, cuts, hangs, loses answers.
 *
 * @module
 */

/** What becomes of one request. */
export type Fault =
  | { kind: "answer"; status: number; headers?: { [name: string]: string }; body?: string }
  /** Half of the body, then the connection breaks. */
  | { kind: "cut" }
  /** Half of the body, as if that were all. */
  | { kind: "half" }
  /** The server does what it was asked, and its answer is lost. */
  | { kind: "lost" }
  /** No answer at all. */
  | { kind: "hang" };

/** A proxy that runs. */
export interface Proxy extends AsyncDisposable {
  url: string;
  /** Paths and queries that were asked for. */
  asked: string[];
  /** Values of the header `xc-token` that came. */
  tokens: Set<string>;
  /** Faults that struck, by kind and status. */
  struck: Map<string, number>;
}

/** Starts one; `fault` says what becomes of the n-th request (from 0), and may change the server first. */
export function startProxy(
  target: string,
  fault: (n: number, path: string) => Fault | undefined | Promise<Fault | undefined>,
): Proxy {
  const asked: string[] = [];
  const tokens = new Set<string>();
  const struck = new Map<string, number>();
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response() },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const n = asked.push(pathname + search) - 1;
      tokens.add(request.headers.get("xc-token") ?? "");
      const one = await fault(n, pathname);
      if (one) {
        const name = one.kind === "answer" ? String(one.status) : one.kind;
        struck.set(name, (struck.get(name) ?? 0) + 1);
      }
      if (one?.kind === "answer") return new Response(one.body ?? null, { status: one.status, headers: one.headers });
      if (one?.kind === "hang") {
        await new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
        return new Response();
      }
      const answer = await fetch(target + pathname + search, {
        method: request.method,
        headers: { "xc-token": request.headers.get("xc-token") ?? "" },
      });
      const body = await answer.text();
      const headers = { "content-type": "application/json", date: answer.headers.get("date") ?? "" };
      const { status } = answer;
      if (one?.kind === "lost") return new Response(broken(""), { status, headers });
      if (one?.kind === "cut") return new Response(broken(body.slice(0, body.length / 2)), { status, headers });
      return new Response(one?.kind === "half" ? body.slice(0, body.length / 2) : body, { status, headers });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    tokens,
    struck,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.shutdown();
    },
  };
}

function broken(text: string): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new Error("cut"));
      sent = true;
      controller.enqueue(new TextEncoder().encode(text || " "));
    },
  });
}

/** Numbers from 0 up to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
