/**
 * Errors: the engine's own class, and marking what is worth another try.
 *
 * @module
 */
import type { Position } from "./source.ts";

/** Fails a unit or a run; names plugin, stage and position, so that plugins never type a prefix. */
export class PipelineError extends Error {
  override name = "PipelineError";
  readonly plugin: string;
  readonly stage: string;
  readonly position?: Position;

  constructor(message: string, at: { plugin: string; stage: string; position?: Position; cause?: unknown }) {
    super(message, at.cause === undefined ? undefined : { cause: at.cause });
    this.plugin = at.plugin;
    this.stage = at.stage;
    this.position = at.position;
  }
}

/** Nothing was run: bad options, bad input, a missing service, a stale plan, a held lock. Commands exit with 2. */
export class CannotRunError extends Error {
  override name = "CannotRunError";
}

const TRANSIENT = Symbol.for("threadloom.transient");

/** Marks an error as worth another try, after `retryAfterMs` where the server said so. Returns the error. */
export function transient<E extends Error>(error: E, retryAfterMs?: number): E {
  return Object.assign(error, { [TRANSIENT]: { retryAfterMs } });
}

/** Marks an error as one that no other try will mend, whatever its causes say. Returns the error. */
export function terminal<E extends Error>(error: E): E {
  return Object.assign(error, { [TRANSIENT]: false as const });
}

const TRANSIENT_CODES = new Set(
  "ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT EAI_AGAIN ENETDOWN ENETUNREACH EHOSTUNREACH".split(" "),
);
const TRANSIENT_NAMES = new Set(
  "TimeoutError TimedOut ConnectionReset ConnectionRefused ConnectionAborted BrokenPipe NetworkUnreachable".split(" "),
);

/** Whether an error is worth another try, and how long the server asked to wait. */
export function transience(error: unknown): { retryAfterMs?: number } | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const marked = (error as { [TRANSIENT]?: { retryAfterMs?: number } | false })[TRANSIENT];
  if (marked !== undefined) return marked || undefined;
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: unknown };
  if (typeof code === "string" && TRANSIENT_CODES.has(code)) return {};
  if (typeof name === "string" && TRANSIENT_NAMES.has(name)) return {};
  return cause === undefined || cause === error ? undefined : transience(cause);
}

/** Class, message and causes of anything thrown, in one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} (${describe(error.cause)})`;
}
