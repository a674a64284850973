/**
 * One request and its whole answer, in the time that it may take.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";
import { WeaviateError } from "./said.ts";

/**
 * Sends a request; `send` has to heed the signal it is given. What keeps an answer away is a transient error: `told`
 * makes its message of what is known, nothing or that it took too long.
 */
export async function exchange<T>(
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  send: (signal: AbortSignal) => Promise<T>,
  told: (late: string | undefined, error: unknown) => string,
): Promise<T> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await send(AbortSignal.any([signal, deadline]));
  } catch (error) {
    signal.throwIfAborted();
    const late = deadline.aborted ? `no answer within ${timeoutMs} ms` : undefined;
    throw transient(new WeaviateError(told(late, error), { status: 0, cause: error }));
  }
}
