/**
 * One request, and what its answer means.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { describe } from "../../../core/errors.ts";
import { type RateLimits, rateLimits, waitAfterRefusal } from "../../../core/http/rate_limits.ts";
import { hiding } from "../../../core/secrets.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { embeddingsUrl } from "./address.ts";
import { EmbeddingError, type FailureKind } from "./errors.ts";
import { inWords, readSaid } from "./said.ts";

/** The server and what is asked of it. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
  readonly dimensions?: number;
  readonly timeoutMs: number;
}

/** Answers larger than this are not read: no batch has so many vectors. */
const MOST_BYTES = 512 << 20;
/** Refusals are short. */
const MOST_REFUSAL = 64 << 10;
/** Codes of a 429 that no waiting mends. */
const NO_CREDIT = new Set(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]);

/** Sends requests to one endpoint. */
export class Requests {
  readonly #endpoint: Endpoint;
  readonly #url: URL;
  readonly #hide: (text: string) => string;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#url = embeddingsUrl(endpoint.baseUrl);
    this.#hide = hiding([endpoint.apiKey, ...this.#url.searchParams.values()]);
  }

  /**
   * Asks for the vectors of some texts.
   *
   * @throws {EmbeddingError} when there are none; what the signal was aborted with
   */
  async send(
    texts: readonly string[],
    width: number | undefined,
    context: Pick<Context, "signal" | "clock" | "effect">,
  ): Promise<Answer & { limits: RateLimits }> {
    const { signal, clock } = context;
    signal.throwIfAborted();
    const ours = new AbortController();
    const timer = setTimeout(() => ours.abort(), this.#endpoint.timeoutMs);
    try {
      context.effect("embed request");
      const response = await fetch(this.#url, this.#request(texts, AbortSignal.any([signal, ours.signal])));
      const limits = rateLimits(response.headers, clock.now());
      if (!response.ok) throw await this.#refusal(response, limits, texts);
      const body = await readText(response, MOST_BYTES);
      context.effect("embed request done");
      return { ...readAnswer(body, texts.length, width), limits };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EmbeddingError) throw error;
      const what = ours.signal.aborted
        ? `no answer within ${this.#endpoint.timeoutMs} ms`
        : this.#hide(describe(error));
      throw new EmbeddingError(`Cannot ask "${this.#url.host}" for embeddings: ${what}`, "busy");
    } finally {
      clearTimeout(timer);
    }
  }

  #request(texts: readonly string[], signal: AbortSignal): RequestInit {
    const { model, dimensions, apiKey } = this.#endpoint;
    const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
    // Azure's own name for it.
    if (apiKey !== undefined && this.#url.hostname.endsWith(".azure.com")) headers["api-key"] = apiKey;
    else if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
    const body = JSON.stringify({
      model,
      input: texts,
      encoding_format: "float",
      ...(dimensions === undefined ? {} : { dimensions }),
    });
    // A redirect would hand the key and the chats to somebody else.
    return { method: "POST", headers, body, signal, redirect: "manual" };
  }

  async #refusal(response: Response, limits: RateLimits, texts: readonly string[]): Promise<EmbeddingError> {
    const { status } = response;
    const said = readSaid(await readText(response, MOST_REFUSAL));
    const kind = kindOf(status, said.code ?? said.type);
    const words = inWords(said, texts, this.#hide);
    const retryAfterMs = kind === "busy" ? waitAfterRefusal(limits) : undefined;
    return new EmbeddingError(
      `Cannot embed with "${this.#endpoint.model}": ${this.#url.host} answers ${status}` +
        `${words && ` (${words})`}${adviceFor(status, kind)}`,
      kind,
      { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    );
  }
}

function kindOf(status: number, code: string | undefined): FailureKind {
  if (status === 429 && code !== undefined && NO_CREDIT.has(code)) return "final";
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) return "busy";
  return status === 400 || status === 413 || status === 422 ? "refused" : "final";
}

function adviceFor(status: number, kind: FailureKind): string {
  if (status >= 300 && status < 400) return ", a redirect; give the address it leads to as baseUrl";
  if (status === 401 || status === 403) return "; check apiKey, and that it may use the model";
  if (status === 404) return "; check model and baseUrl, which is the address up to /embeddings";
  if (kind === "final") return "; nothing more is asked in this run";
  return kind === "refused" ? "; a smaller context needs maxInputTokens, maxBatchTokens or maxBatchSize" : "";
}

/** A body as text, no more than so many bytes of it. */
async function readText(response: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw new EmbeddingError(`Cannot read an answer of more than ${most} bytes`, "garbled");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
