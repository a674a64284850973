/**
 * Keeping order among batches that overlap.
 *
 * @module
 */

/** Lets batch 0 through first, then 1, and so on; every batch must enter and leave. */
export class Gate {
  #next = 0;
  readonly #waiting = new Map<number, () => void>();

  /** Resolves when all earlier batches have left. */
  enter(index: number): Promise<void> {
    if (index === this.#next) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(index, resolve));
  }

  /** Lets the next batch in. */
  leave(index: number): void {
    this.#next = index + 1;
    this.#waiting.get(this.#next)?.();
    this.#waiting.delete(this.#next);
  }
}

/** Does a batch's transforms after those of all batches before it, where a transform looks across units. */
export async function inOrder<T>(state: { order?: Gate }, turn: number, work: () => Promise<T>): Promise<T> {
  if (!state.order) return await work();
  await state.order.enter(turn);
  try {
    return await work();
  } finally {
    state.order.leave(turn);
  }
}

/** Bounds what is in flight by bytes; a single piece larger than the limit goes alone. */
export class ByteBudget {
  #used = 0;
  #waiting: (() => void)[] = [];
  constructor(readonly limit: number) {}

  /** Resolves when there is room. */
  async take(bytes: number): Promise<void> {
    while (this.#used > 0 && this.#used + bytes > this.limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#used += bytes;
  }

  /** Makes room again. */
  give(bytes: number): void {
    this.#used -= bytes;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
