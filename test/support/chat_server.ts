/**
 * A server that speaks OpenAI's protocol for chat completions, and goes wrong as it is told.
 *
 * @module
 */
import { type Asked, type Fault, type FaultServer, faultServer } from "./fault_server.ts";

/** What may be wrong with an answer that is one. */
export type Oddity =
  /** One JSON object, although a stream was asked for. */
  | "whole"
  /** The stream ends without its end being said. */
  | "no end"
  /** An error in the midst of the stream. */
  | "error inside"
  /** A page. */
  | "html"
  /** Nothing is said. */
  | "empty"
  /** The model stopped for want of room. */
  | "length"
  /** The stream stops and stays open. */
  | "stall";

/** How the server answers. */
export interface ChatServerOptions {
  /** What is said, by the messages that came. @default "It was the night train [1]." */
  say?: (messages: { role: string; content: string }[]) => string;
  /** Asked before each request, with its number from 0. */
  fault?: (n: number, asked: Asked) => Fault | Oddity | undefined;
  /** The key that must be given. */
  apiKey?: string;
}

/** The server. */
export interface ChatServer extends FaultServer {
  /** To give as `baseUrl`. */
  readonly baseUrl: string;
  /** The body of each request. */
  readonly bodies: { model: string; stream: boolean; messages: { role: string; content: string }[] }[];
}

/** Starts one. What it says comes a few characters at a time, cut also inside UTF-8 characters and lines. */
export function chatServer(options: ChatServerOptions = {}): ChatServer {
  const { say = () => "It was the night train [1].", fault, apiKey } = options;
  const bodies: ChatServer["bodies"] = [];
  let oddity: Oddity | undefined;
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const answer = ({ path, headers, body }: Asked): Response => {
    const refuse = (status: number, message: string, code: string) =>
      Response.json({ error: { message, type: "invalid_request_error", code } }, { status });
    if (path !== "/v1/chat/completions") return refuse(404, `no ${path} here`, "unknown_url");
    if (apiKey !== undefined && headers.get("authorization") !== `Bearer ${apiKey}`) {
      return refuse(401, `Incorrect API key provided: ${headers.get("authorization")}`, "invalid_api_key");
    }
    const request: ChatServer["bodies"][number] = JSON.parse(body);
    bodies.push(request);
    const said = oddity === "empty" ? "" : say(request.messages);
    if (oddity === "html") return new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } });
    if (oddity === "whole") {
      return Response.json({ choices: [{ message: { role: "assistant", content: said }, finish_reason: "stop" }] });
    }
    return new Response(stream(eventsOf(said, oddity), oddity === "stall" ? open : undefined), {
      headers: { "content-type": "text/event-stream" },
    });
  };
  const server = faultServer(answer, (n, asked) => {
    const told = fault?.(n, asked);
    oddity = typeof told === "string" ? told : undefined;
    return typeof told === "string" ? undefined : told;
  });
  return {
    url: server.url,
    asked: server.asked,
    get most() {
      return server.most;
    },
    baseUrl: `${server.url}/v1`,
    bodies,
    async [Symbol.asyncDispose]() {
      for (const controller of open) controller.error(new Error("the server stops"));
      await server[Symbol.asyncDispose]();
    },
  };
}

function eventsOf(said: string, oddity: Oddity | undefined): string {
  const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
  const pieces = said.match(/[\s\S]{1,5}/gu) ?? [];
  const deltas = pieces.map((content) => event({ choices: [{ index: 0, delta: { content } }] }));
  const half = deltas.slice(0, deltas.length >> 1).join("");
  if (oddity === "no end" || oddity === "stall") return half;
  if (oddity === "error inside") return half + event({ error: { message: "overloaded", code: 503 } });
  const reason = oddity === "length" ? "length" : "stop";
  return `: hello\n\n${event({ choices: [{ delta: { role: "assistant" } }] })}${deltas.join("")}` +
    event({ choices: [{ delta: {}, finish_reason: reason }] }) + event({ choices: [], usage: { total_tokens: 9 } }) +
    "data: [DONE]\n\n";
}

/** The bytes seven at a time. */
function stream(
  text: string,
  open: ReadableStreamDefaultController<Uint8Array>[] | undefined,
): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
      if (open) open.push(controller);
      else controller.close();
    },
  });
}
