/**
 * What Weaviate says when it does not do what it was asked.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";

/** An answer of Weaviate that is an error. */
export class WeaviateError extends Error {
  override name = "WeaviateError";
  /** HTTP status, or the one that means the same; 0 where there was no answer. */
  readonly status: number;

  constructor(message: string, { status, cause }: { status: number; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

/** What says: later. Weaviate has no codes for it. */
const LATER =
  /read-only|resource pressure|deadline|timed? ?out|too many|shutting down|EOF|connection re|unavailable|not ready|leader not found|broken pipe/i;

/** What the server says of one object, marked where it is worth another try. */
export function objectError(message: string): Error {
  const error = new WeaviateError(message, { status: 200 });
  return LATER.test(message) ? transient(error) : error;
}
