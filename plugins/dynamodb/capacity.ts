/**
 * What writing consumes. Asking costs the server up to a fifth of a write, so where it can be worked out it is asked only
 * now and then, to see that what is worked out is right.
 *
 * It can be worked out for a table without indexes and replicas, of puts whose keys are not there yet: of two items, the
 * one before and the one after, the larger counts. A put that is tried again has met itself at most.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Range } from "./size.ts";

/** As much of a put or delete as matters here. */
export interface Consumer {
  /** What it takes; undefined where that depends on what is there. */
  readonly units?: Range;
}

/** Answers that must agree before anything is worked out. */
const AGREED = 4;

/** One of so many is asked for all the same. */
const EVERY = 16;

/** Scopes that are remembered to hold nothing: what is written to others is asked for. */
const MOST = 20_000;

/** Counts what writing consumes. */
export class Capacity {
  readonly #context: Pick<Context, "count">;
  readonly #created: boolean;
  /** Scopes that were seen to hold nothing, and not written to since. */
  readonly #empty = new Set<string>();
  #worksOut: boolean;
  #agreed = 0;
  #since = 0;

  /** In a store that was `created` just now no key is in the way of a put. `plain`: a table without indexes and replicas. */
  constructor(context: Pick<Context, "count">, { created, plain }: { created: boolean; plain: boolean }) {
    this.#context = context;
    this.#created = created;
    this.#worksOut = plain;
  }

  /** Takes note of whether a scope holds anything. */
  see(scope: string, empty: boolean): void {
    if (this.#empty.size >= MOST) this.#empty.clear();
    if (empty && !this.#created) this.#empty.add(scope);
    else this.#empty.delete(scope);
  }

  /** True when no key of the scope is in the table. From now on some may be. */
  take(scope: string): boolean {
    return this.#empty.delete(scope) || this.#created;
  }

  /** Whether the server is to be asked what this takes. */
  asks(batch: readonly Consumer[]): boolean {
    const units = this.#worksOut && this.#agreed >= AGREED ? sumOf(batch) : undefined;
    if (units && units.least === units.most && ++this.#since < EVERY) return false;
    this.#since = 0;
    return true;
  }

  /** Counts what was written without being asked for. */
  add(batch: readonly Consumer[]): void {
    const units = sumOf(batch)?.least ?? 0;
    if (units === 0) return;
    this.#context.count("dynamodb.writeUnits", units);
    this.#context.count("dynamodb.writeUnitsComputed", units);
  }

  /** Compares what the server says with what would have been added; once they differ, it is asked for good. */
  compare(batch: readonly Consumer[], said: number | undefined): void {
    const units = sumOf(batch);
    if (!units) return;
    if (said === undefined || said < units.least || said > units.most) this.#worksOut = false;
    else if (units.least === units.most) this.#agreed++;
  }
}

/** What all of them take; undefined where one depends on what is there. */
function sumOf(batch: readonly Consumer[]): Range | undefined {
  let [least, most] = [0, 0];
  for (const { units } of batch) {
    if (!units) return undefined;
    least += units.least;
    most += units.most;
  }
  return { least, most };
}
