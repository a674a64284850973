/**
 * Texts to vectors by a server: packed into requests, tried again, and cut down to the text that is refused.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Chunk } from "../../../core/embedding/chunks.ts";
import type { Embedder } from "../engine.ts";
import type { Answer } from "./answer.ts";
import { EmbeddingError } from "./errors.ts";
import { type BatchLimits, pack } from "./pack.ts";
import { Pace } from "./pace.ts";
import { dollarsFor } from "./prices.ts";
import type { Requests } from "./request.ts";

/** How requests are sent. */
export interface SendSettings extends BatchLimits {
  readonly name: string;
  readonly model: string;
  readonly concurrency: number;
  readonly attempts: number;
  /** Width of the vectors; undefined: that of the first. */
  readonly width?: number;
}

/** Milliseconds before the second attempt, at most; doubles from then on. */
const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 30_000;
/** A server that asks to wait longer has no credit for today. */
const LONGEST_WAIT = 15 * 60_000;
/** An answer that is none was paid for, perhaps: not tried as often. */
const GARBLED_ATTEMPTS = 3;
/** So many texts refused one after the other: it is not the texts. */
const REFUSED_IN_A_ROW = 20;
/** How long nothing is asked of a server that did not answer at all, milliseconds. */
const REST = 60_000;

/** A chunk, and who waits for its vector. */
interface Wanted extends Chunk {
  resolve(vector: Float32Array): void;
  reject(error: unknown): void;
}

/** One run's requests to a server. */
export class ServerEmbedder implements Pick<Embedder, "embed"> {
  readonly #requests: Pick<Requests, "send">;
  readonly #settings: SendSettings;
  readonly #context: Context;
  readonly #pace: Pace;
  #width: number | undefined;
  #refusedInARow = 0;
  /** Why nothing is asked any more, and until when (epoch milliseconds). */
  #resting: { error: EmbeddingError; until: number } | undefined;

  constructor(requests: Pick<Requests, "send">, settings: SendSettings, context: Context) {
    this.#requests = requests;
    this.#settings = settings;
    this.#context = context;
    this.#pace = new Pace(settings.concurrency);
    this.#width = settings.width;
  }

  /** A promise for each chunk, in their order. */
  embed(chunks: readonly Chunk[]): Promise<Float32Array>[] {
    const promises: Promise<Float32Array>[] = [];
    const wanted = chunks.map((chunk): Wanted => {
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
      promises.push(promise);
      return { ...chunk, resolve, reject };
    });
    for (const batch of pack(wanted, this.#settings)) {
      this.#pace.run(() => this.#settle(batch)).catch((error) => batch.forEach((one) => one.reject(error)));
    }
    return promises;
  }

  /** Settles every chunk of a batch; what is refused is halved until it is known which text it is. */
  async #settle(all: readonly Wanted[]): Promise<void> {
    const stack: { batch: readonly Wanted[]; attempts: number }[] = [{ batch: all, attempts: this.#settings.attempts }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { batch, attempts } = next;
      try {
        const { vectors } = await this.#ask(batch, attempts);
        for (const [i, { resolve }] of batch.entries()) resolve(vectors[i]);
      } catch (error) {
        if (!(error instanceof EmbeddingError) || !this.#mayBeOneText(error)) {
          for (const { reject } of batch) reject(error);
        } else if (batch.length === 1) {
          batch[0].reject(error);
          if (++this.#refusedInARow >= REFUSED_IN_A_ROW) this.#rest(error, error.kind === "busy" ? REST : Infinity);
        } else {
          // Not tried as often again: what is left to find out is which text it is.
          const fewer = Math.min(attempts, 2);
          const half = batch.length >> 1;
          stack.push({ batch: batch.slice(half), attempts: fewer }, { batch: batch.slice(0, half), attempts: fewer });
        }
      }
    }
  }

  /** A refusal, an odd answer, or a server that breaks (500) at a text. */
  #mayBeOneText({ kind, status }: EmbeddingError): boolean {
    if (this.#resting && this.#resting.until > this.#context.clock.now()) return false;
    return kind === "refused" || kind === "garbled" || kind === "busy" && status === 500;
  }

  /** One batch, tried again. */
  async #ask(batch: readonly Wanted[], attempts: number): Promise<Answer> {
    const { clock, random, signal } = this.#context;
    const tokens = batch.reduce((sum, one) => sum + one.tokens, 0);
    let earliest = 0;
    for (let attempt = 1;; attempt++) {
      this.#throwIfResting();
      await this.#pace.wait(tokens, earliest, this.#context);
      try {
        return await this.#once(batch, tokens);
      } catch (error) {
        if (!(error instanceof EmbeddingError)) throw error;
        signal.throwIfAborted();
        const { kind, retryAfterMs = 0 } = error;
        if (kind === "final") throw this.#rest(error, Infinity);
        const most = kind === "garbled" ? Math.min(attempts, GARBLED_ATTEMPTS) : attempts;
        if (kind === "refused") throw error;
        if (attempt >= most) throw kind === "busy" && error.status !== 500 ? this.#rest(error, REST) : error;
        if (retryAfterMs > LONGEST_WAIT) throw this.#rest(error, Infinity);
        const backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (attempt - 1));
        const now = clock.now();
        // Where the server says when, all wait so long; a little more, so that not all come at once.
        if (retryAfterMs > 0) this.#pace.pause(now + retryAfterMs);
        earliest = now + retryAfterMs + backoff * (0.5 + random.next() / 2) * (retryAfterMs > 0 ? 0.1 : 1);
        this.#context.count(`${this.#settings.name}.retries`);
      }
    }
  }

  async #once(batch: readonly Wanted[], counted: number): Promise<Answer> {
    const { name, model } = this.#settings;
    const { count, clock } = this.#context;
    count(`${name}.calls`);
    const answer = await this.#requests.send(batch.map(({ text }) => text), this.#width, this.#context);
    const { vectors, tokens = counted, limits } = answer;
    this.#width ??= vectors[0].length;
    this.#refusedInARow = 0;
    this.#pace.heard(limits, clock.now());
    count(`${name}.tokens`, tokens);
    const dollars = dollarsFor(model, tokens);
    if (dollars !== undefined) count(`${name}.dollars`, dollars);
    return answer;
  }

  #throwIfResting(): void {
    this.#context.signal.throwIfAborted();
    if (this.#resting && this.#resting.until > this.#context.clock.now()) throw this.#resting.error;
  }

  /** Nothing is asked for a while: every unit would wait in vain as long. */
  #rest(error: EmbeddingError, ms: number): EmbeddingError {
    const until = this.#context.clock.now() + ms;
    if (!this.#resting || this.#resting.until < until) this.#resting = { error, until };
    return error;
  }
}
