/**
 * A server between a client and a real one, that does what real ones do on a bad day: by a seed, or as a test says.
 *
 * @module
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to one request. */
export type Fault =
  /** 503 with a body as S3 sends it; nothing reaches the server. */
  | "busy"
  /** 500 after the server has done it. */
  | "failed after"
  /** The connection is closed before anything reaches the server. */
  | "refused"
  /** The server does it; then the connection is closed without an answer. */
  | "answer lost"
  /** Half of the answer's body, then the connection is closed. */
  | "body cut";

/** One request, as a test may look at it. */
export interface Seen {
  method: string;
  /** Path and query. */
  url: string;
  fault?: Fault;
}

/** A server in between. */
export interface FaultServer {
  url: string;
  /** All requests so far. */
  seen: Seen[];
  close(): Promise<void>;
}

/**
 * Starts one in front of `upstream`; `choose` says what happens to each request, in the order they come. One waits for
 * what it does.
 */
export async function faultServer(
  upstream: string,
  choose: (seen: Seen, number: number) => Fault | undefined | Promise<Fault | undefined>,
): Promise<FaultServer> {
  const seen: Seen[] = [];
  const { hostname, port } = new URL(upstream);
  const server = createServer((incoming, outgoing) => {
    const one: Seen = { method: incoming.method ?? "", url: incoming.url ?? "" };
    const chosen = Promise.resolve(choose(one, seen.push(one) - 1)).then((fault) => one.fault = fault);
    const chunks: Uint8Array[] = [];
    incoming.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on("error", () => outgoing.destroy());
    incoming.on("end", () => void chosen.then((fault) => answer(fault, incoming, join(chunks), outgoing)));
  });

  function answer(
    fault: Fault | undefined,
    incoming: IncomingMessage,
    body: Uint8Array,
    outgoing: ServerResponse,
  ): void {
    if (fault === "refused") return void incoming.socket.destroy();
    if (fault === "busy") {
      outgoing.writeHead(503, { "content-type": "application/xml" });
      return void outgoing.end("<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>");
    }
    // Host and all that was signed go on as they came.
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const parts: Uint8Array[] = [];
      response.on("data", (chunk: Uint8Array) => parts.push(chunk));
      response.on("end", () => {
        const whole = join(parts);
        if (fault === "answer lost") return void incoming.socket.destroy();
        if (fault === "failed after") return void outgoing.writeHead(500).end();
        const { "transfer-encoding": _, ...rest } = response.headers;
        const length = method === "HEAD" ? {} : { "content-length": String(whole.length) };
        outgoing.writeHead(response.statusCode ?? 500, { ...rest, ...length });
        if (fault !== "body cut" || whole.length < 2) return void outgoing.end(method === "HEAD" ? undefined : whole);
        outgoing.write(whole.subarray(0, whole.length >> 1), () => incoming.socket.destroy());
      });
    });
    onward.on("error", () => incoming.socket.destroy());
    onward.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Faults at random, by a seed: `share` of all requests. */
export function faultsBySeed(seed: number, share: number): (seen: Seen, number: number) => Fault | undefined {
  const kinds: Fault[] = ["busy", "failed after", "refused", "answer lost", "body cut"];
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  return () => next() < share ? kinds[Math.floor(next() * kinds.length)] : undefined;
}

function join(chunks: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
