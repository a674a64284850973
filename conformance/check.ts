/**
 * Checks: promises of a contract as tests, and how they are run.
 *
 * @module
 */
import { Bench } from "./bench.ts";

/** One promise of a contract, made a test. */
export interface Check<S> {
  /** Names the check in findings and in `only`. */
  readonly id: string;
  /** The promise, as the end of the sentence "the plugin …". */
  readonly promise: string;
  /** False where the subject gives nothing to check the promise with. */
  applies?(subject: S): boolean;
  /** Throws what is wrong. */
  run(subject: S, bench: Bench): Promise<void>;
}

/** A promise that was not kept. */
export interface Finding {
  /** Id of the check. */
  check: string;
  /** The promise, as the end of the sentence "the plugin …". */
  promise: string;
  /** What happened in the place of what was promised. */
  error: Error;
}

/** What `checkSource`, `checkStore` and the others can be told. */
export interface CheckOptions {
  /**
   * Ids of the checks to run.
   * @default all that apply
   */
  only?: string[];
  /**
   * How long one check may take, in milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

/**
 * Runs checks one after the other and gives those that failed.
 *
 * @throws {TypeError} when `only` names a check that does not exist
 */
export async function findings<S>(
  checks: readonly Check<S>[],
  subject: S,
  { only, timeoutMs = TIMEOUT_MS }: CheckOptions = {},
): Promise<Finding[]> {
  const unknown = only?.find((id) => checks.every((check) => check.id !== id));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot run check "${unknown}": there is no such one, the checks are ${checks.map(({ id }) => id).join(", ")}`,
    );
  }
  const found: Finding[] = [];
  for (const check of checks) {
    if (only ? !only.includes(check.id) : !applies(check, subject)) continue;
    try {
      await runCheck(check, subject, timeoutMs);
    } catch (error) {
      found.push({ check: check.id, promise: check.promise, error: asError(error) });
    }
  }
  return found;
}

/** Registers a `Deno.test` for each check that applies. */
export function register<S>(name: string, checks: readonly Check<S>[], subject: S): void {
  for (const check of checks) {
    if (applies(check, subject)) Deno.test(`${name} ${check.promise}`, () => runCheck(check, subject, TIMEOUT_MS));
  }
}

function applies<S>(check: Check<S>, subject: S): boolean {
  return check.applies?.(subject) ?? true;
}

async function runCheck<S>(check: Check<S>, subject: S, timeoutMs: number): Promise<void> {
  const bench = new Bench();
  let failed = true;
  try {
    await inTime(check.run(subject, bench), timeoutMs);
    failed = false;
  } finally {
    // What closing says of a check that failed already would only hide the reason.
    await inTime(bench.clear(), timeoutMs).catch((error) => {
      if (!failed) throw error;
    });
  }
}

/** Rejects when a promise takes longer. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Cannot finish the check: it took more than ${timeoutMs} ms, something never settles`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`something that is no Error was thrown: ${String(error)}`);
}
