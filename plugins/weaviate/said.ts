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

/** What says: vectors of another length are there already. That is mostly those of another model. */
const OTHER_LENGTH = /vector dimensions do not match|vector lengths don't match/i;

/** What the server says of one object, marked where it is worth another try. */
export function objectError(said: string): Error {
  const message = OTHER_LENGTH.test(said)
    ? `${said}; a collection holds vectors of one length: take the model and dimensions that filled it, or another collection`
    : said;
  const error = new WeaviateError(message, { status: 200 });
  return LATER.test(said) ? transient(error) : error;
}
