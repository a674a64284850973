/**
 * A server between a gRPC client and a real server that does what networks and busy services do, by a seed. It knows
 * calls of one message each way.
 *
 * @module
 */
import { once } from "node:events";
import { Buffer } from "node:buffer";
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { Fault } from "./fault_proxy.ts";
import { randomBySeed } from "./random.ts";

/** What is particular about the real server. Messages are without their frame. */
export interface GrpcFlavour {
  /** Whether faults may happen to calls of this method: `/package.Service/Method`. */
  mayFail(path: string): boolean;
  /** Has a part carried out: the message to pass on (undefined: none), and the answer made of the real one. */
  partial(path: string, message: Uint8Array, random: () => number): GrpcPart | undefined;
}

/** A call of which only a part is carried out. */
export interface GrpcPart {
  forward?: Uint8Array;
  answer(real: Uint8Array | undefined): Uint8Array;
}

/** A proxy that is running. */
export interface GrpcFaultProxy extends AsyncDisposable {
  readonly port: number;
  /** How often each fault happened. */
  readonly happened: Map<Fault, number>;
  /** From now on nothing happens to anything. */
  calm(): void;
}

/** How a call ended. */
interface Answer {
  message: Uint8Array | undefined;
  status: string;
  said: string;
}

/** Codes of gRPC. */
const [EXHAUSTED, UNAVAILABLE] = ["8", "14"];

/** Starts a proxy before a server on this machine. `rates` are probabilities; what is left out does not happen. */
export async function startGrpcFaultProxy(
  upstream: number,
  flavour: GrpcFlavour,
  { seed, rates }: { seed: number; rates: { [F in Fault]?: number } },
): Promise<GrpcFaultProxy> {
  const random = randomBySeed(seed);
  const happened = new Map<Fault, number>();
  const sessions = new Set<Http2Session>();
  const real = connect(`http://127.0.0.1:${upstream}`);
  let calm = false;
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    // A client that has gone meanwhile is no failure: it may have waited long enough.
    stream.on("error", () => stream.destroy());
    // The types of Node.js, which some libraries bring along, say less of it than Deno's.
    handle(stream as ServerHttp2Stream, headers).catch((error) => {
      if (!stream.destroyed && !stream.closed) throw error;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    happened,
    calm: () => void (calm = true),
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      real.destroy();
      server.close();
      await once(server, "close");
    },
  };

  function choose(path: string): Fault | undefined {
    if (calm || !flavour.mayFail(path)) return undefined;
    let at = random();
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if ((at -= rate) < 0) return fault;
    }
  }

  async function handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const path = String(headers[":path"]);
    const message = unframed(await bytesOf(stream));
    const fault = choose(path);
    const part = fault === "partial" ? flavour.partial(path, message, random) : undefined;
    if (fault && (fault !== "partial" || part)) happened.set(fault, (happened.get(fault) ?? 0) + 1);
    if (fault === "throttled") return refuse(stream, EXHAUSTED, "too many requests");
    if (fault === "before") return refuse(stream, UNAVAILABLE, "the service is starting");
    if (fault === "hung" && random() < 0.5) return;
    const passed = part && part.forward === undefined
      ? undefined
      : await pass(real, path, headers, part?.forward ?? message);
    if (fault === "after") return refuse(stream, UNAVAILABLE, "the service is stopping");
    if (fault === "dropped") return drop(stream);
    if (fault === "hung") return;
    if (passed && passed.status !== "0") return refuse(stream, passed.status, passed.said);
    const answer = framed(part ? part.answer(passed?.message) : passed!.message!);
    if (fault === "cut") cut(stream, answer);
    else send(stream, answer);
  }

  /** The call alone is broken off, or with all others of its connection. */
  function drop(stream: ServerHttp2Stream): void {
    if (random() < 0.5) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else stream.session?.destroy();
  }

  /** Half a message, and then: an end without a word, a call that is broken off, a connection that is. */
  function cut(stream: ServerHttp2Stream, answer: Uint8Array): void {
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    const how = random();
    const half = answer.subarray(0, answer.length >> 1);
    if (how < 0.4) stream.end(half);
    else stream.write(half, () => how < 0.7 ? stream.close(constants.NGHTTP2_CANCEL) : stream.session?.destroy());
  }
}

async function pass(
  real: ClientHttp2Session,
  path: string,
  headers: IncomingHttpHeaders,
  message: Uint8Array,
): Promise<Answer> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !/^:|^(host|grpc-timeout)$/.test(name)));
  const call = real.request({ ...kept, ":method": "POST", ":path": path });
  let ended: IncomingHttpHeaders = {};
  call.on("response", (said) => void (ended = { ...ended, ...said }));
  call.on("trailers", (said) => void (ended = { ...ended, ...said }));
  call.end(framed(message));
  const bytes = await bytesOf(call);
  return {
    message: bytes.length > 0 ? unframed(bytes) : undefined,
    status: String(ended["grpc-status"] ?? UNAVAILABLE),
    said: String(ended["grpc-message"] ?? ""),
  };
}

function send(stream: ServerHttp2Stream, answer: Uint8Array): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(answer);
}

function refuse(stream: ServerHttp2Stream, status: string, said: string): void {
  const headers = { ":status": 200, "content-type": "application/grpc", "grpc-status": status, "grpc-message": said };
  stream.respond(headers, { endStream: true });
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The message in a frame: whether it is compressed, how long it is, and itself. */
function unframed(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame[0] !== 0 || view.getUint32(1) !== frame.length - 5) {
    throw new TypeError(`Cannot read a frame of ${frame.length} bytes: expected one message, not compressed`);
  }
  return frame.subarray(5);
}

function framed(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(5 + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, 5);
  return frame;
}
