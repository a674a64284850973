/**
 * What a server may answer in place of vectors.
 *
 * @module
 */
import { terminal } from "../../../core/errors.ts";

/**
 * - `busy`: it may answer later (429, 5xx, the network).
 * - `garbled`: it answered, but not what was asked for (cut, no JSON, vectors missing): may be right next time.
 * - `refused`: it does not take these texts (400, 413, 422).
 * - `final`: nothing that is asked of it will be answered (401, 404, no credit, vectors of another width).
 */
export type FailureKind = "busy" | "garbled" | "refused" | "final";

/** An answer that is none. No other try by the engine would mend it: this plugin has tried. */
export class EmbeddingError extends Error {
  override name = "EmbeddingError";
  readonly kind: FailureKind;
  readonly status?: number;
  /** How long the server asked to wait, milliseconds. */
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    kind: FailureKind,
    more: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
    terminal(this);
  }
}
