/**
 * Pieces of an answer.
 *
 * @module
 */

/** A piece of an answer. */
export interface Delta {
  text: string;
  /** Why it ended, on the last piece: `stop`; `length` where it was cut. */
  ended?: string;
}

/**
 * The piece in one event of a stream, or in an answer that came whole; undefined for what holds none (counts, keep-alive).
 *
 * @throws {Error} when it is no JSON, or says that something went wrong
 */
export function deltaOf(json: string): Delta | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new Error("its answer is no JSON, a chat completion was expected; is the address that of its API?", {
      cause,
    });
  }
  const { choices, error } = Object(value) as { choices?: unknown; error?: unknown };
  if (error) throw new Error(`it said: ${messageIn(error)}`);
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (typeof choice !== "object" || choice === null) return undefined;
  const { delta, message, finish_reason: reason } = choice as { [field: string]: unknown };
  const { content, refusal } = Object(delta ?? message) as { content?: unknown; refusal?: unknown };
  const text = typeof content === "string" ? content : typeof refusal === "string" ? refusal : "";
  return { text, ...(typeof reason === "string" && { ended: reason }) };
}

/** What a server's `error` says. */
export function messageIn(error: unknown): string {
  if (typeof error === "string") return error.slice(0, 500);
  const { message } = Object(error) as { message?: unknown };
  return typeof message === "string" ? message.slice(0, 500) : "something went wrong";
}
