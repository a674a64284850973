/**
 * Answers of the service, and refusals as errors.
 *
 * @module
 */

/** A request that is refused: its status and what the answer says. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  /** A sentence, or for settings (422) a list of what is wrong with which. */
  readonly detail: string | readonly Mistake[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string | readonly Mistake[],
    headers: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(typeof detail === "string" ? detail : detail.map(({ msg }) => msg).join("; "), { cause });
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** One wrong setting, in the shape that clients of the reference know. */
export interface Mistake {
  /** Where it stands: `["query", "min_tokens"]`. */
  loc: readonly string[];
  msg: string;
  type: "value_error";
}

/** On every answer: nothing is kept by caches, nothing is taken for a page. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** An answer in JSON. */
export function answer(value: unknown, status: number = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...SAFE_HEADERS, "content-type": "application/json", ...headers },
  });
}

/** The answer to a request that is refused. */
export function refused({ status, detail, headers }: Refusal): Response {
  return answer({ detail }, status, headers);
}
