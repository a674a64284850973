/**
 * A server that speaks OpenAI's protocol for embeddings, and goes wrong as it is told.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { hashedEmbedding } from "../../core/embedding/hashed.ts";
import { type Asked, type Fault, type FaultServer, faultServer } from "./fault_server.ts";

/** What may be wrong with an answer that is one. */
export type Oddity = "wrong width" | "wrong order" | "no index" | "base64" | "partial" | "not a number" | "html";

/** How the server answers. */
export interface EmbeddingServerOptions {
  /** Width of the vectors where none is asked for. @default 1536 */
  width?: number;
  /** Asked before each request, with its number from 0. */
  fault?: (n: number, asked: Asked) => Fault | Oddity | undefined;
  /** Most tokens (words here) of one text; a longer one is refused with 400. */
  mostWords?: number;
  /** A text with these letters is refused. */
  poison?: string;
  /** Added to every answer. */
  headers?: Record<string, string>;
  /** The key that must be given. */
  apiKey?: string;
}

/** The server, and what it was paid for. */
export interface EmbeddingServer extends FaultServer {
  /** To give as `baseUrl`. */
  readonly baseUrl: string;
  /** Every text for which a vector was made, in order. */
  readonly paid: string[];
  /** Texts of each request, whatever became of it. */
  readonly batches: string[][];
  /** The vector of a text. */
  vectorOf(text: string, width?: number): Float32Array;
}

interface Body {
  input: string[];
  dimensions?: number;
  encoding_format?: string;
  model: string;
}

/** Starts one. Vectors depend on the text alone, so that each can be checked. */
export function embeddingServer(options: EmbeddingServerOptions = {}): EmbeddingServer {
  const { width = 1536, mostWords = Infinity, poison, headers, apiKey } = options;
  const paid: string[] = [];
  const batches: string[][] = [];
  let oddity: Oddity | undefined;
  const refuse = (status: number, message: string, code: string) =>
    Response.json({ error: { message, type: "invalid_request_error", code } }, { status });
  const answer = ({ path, headers: sent, body }: Asked): Response => {
    if (path !== "/v1/embeddings") return refuse(404, `no ${path} here`, "unknown_url");
    if (apiKey !== undefined && sent.get("authorization") !== `Bearer ${apiKey}`) {
      return refuse(401, `Incorrect API key provided: ${sent.get("authorization")}`, "invalid_api_key");
    }
    const { input, dimensions = width, encoding_format: encoding }: Body = JSON.parse(body);
    if (encoding !== "float") return refuse(400, "only floats", "encoding");
    if (input.some((text) => text === "")) return refuse(400, "'$.input' is invalid", "empty");
    if (input.some((text) => text.split(/\s+/).length > mostWords)) return refuse(400, "too long", "context_length");
    const bad = poison === undefined ? undefined : input.find((text) => text.includes(poison));
    if (bad !== undefined) return refuse(400, `cannot embed "${bad}"`, "odd_text");
    paid.push(...input);
    return Response.json(bodyFor(input, dimensions, oddity), { headers });
  };
  const server = faultServer(
    (asked) => oddity === "html" ? new Response("<html>wait</html>") : answer(asked),
    (n, asked) => {
      batches.push((JSON.parse(asked.body) as Body).input);
      const fault = options.fault?.(n, asked);
      oddity = typeof fault === "string" ? fault : undefined;
      return typeof fault === "string" ? undefined : fault;
    },
  );
  return Object.assign(server, {
    baseUrl: `${server.url}/v1`,
    paid,
    batches,
    vectorOf: (text: string, dimensions = width) => hashedEmbedding(text, dimensions),
  });
}

function bodyFor(input: string[], dimensions: number, oddity: Oddity | undefined): unknown {
  const width = oddity === "wrong width" ? dimensions >> 2 : dimensions;
  const data: { object: string; index?: number; embedding: unknown }[] = input.map((text, index) => {
    const vector = hashedEmbedding(text, width);
    const bytes = Buffer.from(vector.buffer);
    const numbers: (number | null)[] = [...vector];
    if (oddity === "not a number") numbers[0] = null;
    return { object: "embedding", index, embedding: oddity === "base64" ? bytes.toString("base64") : numbers };
  });
  if (oddity === "wrong order") data.reverse();
  if (oddity === "no index") { for (const one of data) delete one.index; }
  if (oddity === "partial") data.pop();
  const tokens = input.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  return { object: "list", data, model: "test", usage: { prompt_tokens: tokens, total_tokens: tokens } };
}
