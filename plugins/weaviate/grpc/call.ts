/**
 * A gRPC call as HTTP/2 carries it: messages in frames, and what became of the call.
 *
 * Of "gRPC over HTTP2", https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Codes of gRPC that mean something here. */
export const Status = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** What HTTP's own statuses mean, which a proxy in between gives. */
const OF_HTTP: { readonly [http: number]: number } = {
  400: Status.INTERNAL,
  401: Status.UNAUTHENTICATED,
  403: Status.PERMISSION_DENIED,
  404: Status.UNIMPLEMENTED,
  429: Status.UNAVAILABLE,
  502: Status.UNAVAILABLE,
  503: Status.UNAVAILABLE,
  504: Status.UNAVAILABLE,
};

/** Most bytes of an answer: 10,000 objects of a listing, or some hundred with vectors. */
const MOST_BYTES = 256 * 2 ** 20;

/** Bytes before a message: whether it is compressed, and how long it is. */
const HEAD = 5;

/** A message in its frame. */
export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, HEAD);
  return frame;
}

/** What became of a call that was not answered. */
export interface Refusal {
  status: number;
  message: string;
}

/** The message of an answer, or why there is none. */
export async function answerOf(response: Response): Promise<Uint8Array | Refusal> {
  const refusal = refusalIn(response);
  if (!refusal) return await readMessage(response);
  await response.body?.cancel();
  return refusal;
}

/** What the head of an answer says of a call that failed; undefined where an answer follows. */
function refusalIn({ status: http, headers }: Response): Refusal | undefined {
  const status = headers.get("grpc-status");
  if (status !== null && status !== "0") {
    return { status: Number(status), message: unescaped(headers.get("grpc-message") ?? "") };
  }
  if (http === 200) return undefined;
  return { status: OF_HTTP[http] ?? Status.UNKNOWN, message: `HTTP ${http}` };
}

/** The message that stands in a body. */
export async function readMessage({ body }: Pick<Body, "body">): Promise<Uint8Array | Refusal> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      return { status: Status.RESOURCE_EXHAUSTED, message: `the answer is larger than max (${MOST_BYTES} bytes)` };
    }
    chunks.push(chunk);
  }
  const frame = Buffer.concat(chunks);
  // Compressed it would come only where that was asked for.
  const whole = size >= HEAD && frame[0] === 0 && size === HEAD + frame.readUInt32BE(1);
  return whole ? frame.subarray(HEAD) : { status: Status.INTERNAL, message: "the answer is cut short" };
}

/** Texts come with signs beyond ASCII as `%E4…`. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
