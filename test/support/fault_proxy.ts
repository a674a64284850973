/**
 * A server between a client and a real one that does what networks and busy services do, by a seed.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { randomBySeed } from "./random.ts";

/**
 * What may happen to a request: refused for now, an error before it is carried out, one after, no answer after it is
 * carried out (the connection ends), none at all (nothing ends), an answer that is cut short, only a part carried out.
 */
export type Fault = "throttled" | "before" | "after" | "dropped" | "hung" | "cut" | "partial";

/** A request or an answer. */
export interface Message {
  status: number;
  body: string;
  /** Headers of the answer that matter. */
  headers?: { [name: string]: string };
}

/** What is particular about the real server. */
export interface Flavour {
  /** Whether faults may happen to this request. */
  mayFail(method: string, path: string, body: string, headers: IncomingMessage["headers"]): boolean;
  /** What it answers when it is asked too much. */
  throttled: Message;
  /** What it answers when it is broken. */
  broken: Message;
  /** Has a part carried out: the request to pass on (undefined: none), and the answer made of the real one. */
  partial(
    path: string,
    body: string,
    random: () => number,
    headers: IncomingMessage["headers"],
  ): { forward?: string; answer(real: Message | undefined): Message } | undefined;
}

/** A proxy that is running. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** How often each fault happened. */
  readonly happened: Map<Fault, number>;
  /** Requests that were passed on. */
  requests: number;
  /** From now on nothing happens to anything. */
  calm(): void;
}

/** What answers requests, where a client that has gone meanwhile is no failure: it may have waited long enough. */
export function patiently(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response).catch((error) => {
      if ((error as { code?: unknown }).code !== "ECONNRESET" && !request.socket.destroyed) throw error;
    });
  };
}

/** Starts a proxy. `rates` are probabilities; what is left out does not happen. */
export async function startFaultProxy(
  upstream: string,
  flavour: Flavour,
  { seed, rates }: { seed: number; rates: { [F in Fault]?: number } },
): Promise<FaultProxy> {
  const random = randomBySeed(seed);
  const happened = new Map<Fault, number>();
  const sockets = new Set<Socket>();
  let calm = false;
  const server = createServer(patiently(handle));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    happened,
    requests: 0,
    calm: () => void (calm = true),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;

  function choose(request: IncomingMessage, path: string, body: string): Fault | undefined {
    if (calm || !flavour.mayFail(request.method ?? "GET", path, body, request.headers)) return undefined;
    let at = random();
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if ((at -= rate) < 0) return fault;
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = new TextDecoder().decode(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    const path = request.url ?? "/";
    const fault = choose(request, path, body);
    const part = fault === "partial" ? flavour.partial(path, body, random, request.headers) : undefined;
    if (fault && (fault !== "partial" || part)) happened.set(fault, (happened.get(fault) ?? 0) + 1);
    if (fault === "throttled") return send(response, flavour.throttled);
    if (fault === "before") return send(response, flavour.broken);
    if (fault === "hung" && random() < 0.5) return;
    const real = part && part.forward === undefined ? undefined : await pass(request, path, part?.forward ?? body);
    if (fault === "after") return send(response, flavour.broken);
    if (fault === "dropped") return void response.socket?.destroy();
    if (fault === "hung") return;
    const answer = part ? part.answer(real) : real!;
    if (fault !== "cut") return send(response, answer);
    const bytes = new TextEncoder().encode(answer.body);
    response.writeHead(answer.status, { "content-length": bytes.length + 1, "content-type": "application/json" });
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  }

  async function pass(request: IncomingMessage, path: string, body: string): Promise<Message> {
    proxy.requests++;
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === "string" && !/^(host|content-length|accept-encoding|connection)$/.test(name)) {
        headers.set(name, value);
      }
    }
    const { method = "GET" } = request;
    const answer = await fetch(upstream + path, { method, headers, ...method === "GET" ? {} : { body } });
    return { status: answer.status, body: await answer.text() };
  }
}

function send(response: ServerResponse, { status, body, headers }: Message): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 204 ? undefined : body);
}
