/**
 * Threads that tell languages: this one, and others where they may be had and there is enough to do.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Context } from "../../../core/context.ts";
import { describe } from "../../../core/errors.ts";
import type { Thread } from "../../../core/host.ts";
import { judge, type Judged, type Said } from "./conversation.ts";
import type { Rules, Scores } from "./identify.ts";
import type { Part } from "./thread.ts";

/** Messages that are told in this thread before others are worth their start. */
const LEAST_MESSAGES = 2_000;

const MODULE = new URL("./thread.ts", import.meta.url).href;

/** Conversations that a thread is given before it has answered: one that it works on, and one for when it is done. */
export const MOST_ASKED = 2;

/** Another thread. It answers in the order in which it was asked. */
interface Judge {
  thread: Thread;
  asked: number;
  last: Promise<unknown>;
}

/** Whoever is free tells: the answer is the same. */
export class Judges {
  readonly #context: Pick<Context, "threads" | "log">;
  readonly #scores: Scores;
  readonly #rules: Rules;
  /** Most threads, this one among them. */
  readonly most: number;
  #others: Judge[] = [];
  #started = false;
  #messages = 0;

  constructor(context: Pick<Context, "threads" | "log">, scores: Scores, rules: Rules, maxWorkers: number) {
    this.#context = context;
    this.#scores = scores;
    this.#rules = rules;
    this.most = Math.min(maxWorkers, navigator.hardwareConcurrency);
  }

  /** The languages of a conversation: at once where this thread tells them. */
  ask(said: Said): Judged | Promise<Judged> {
    this.#messages += said.messages.length;
    if (!this.#started && this.#messages >= LEAST_MESSAGES) this.#start();
    if (this.#others.length === 0) return this.#judge(said);
    const [free] = this.#others.toSorted((a, b) => a.asked - b.asked);
    return free.asked < MOST_ASKED ? this.#tell(free, said) : this.#judgeAndRest(said);
  }

  /** Ends the others. */
  close(): Promise<void> {
    for (const { thread } of this.#others.splice(0)) thread.stop();
    return Promise.resolve();
  }

  #start(): void {
    this.#started = true;
    const { threads } = this.#context;
    if (!threads?.mayLoad(MODULE)) return;
    while (this.#others.length < this.most - 1) {
      const thread = threads.start();
      if (!thread) return;
      this.#others.push({ thread, asked: 0, last: Promise.resolve() });
    }
  }

  #judge(said: Said): Judged {
    return judge(said, this.#scores, this.#rules);
  }

  /** Answers of the others come in in between. */
  async #judgeAndRest(said: Said): Promise<Judged> {
    const judged = this.#judge(said);
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return judged;
  }

  async #tell(one: Judge, said: Said): Promise<Judged> {
    const { languages, expected, minConfidence } = this.#rules;
    const part: Part = { said, languages: [...languages], expected: [...expected], minConfidence };
    one.asked++;
    one.thread.send({ help: { module: MODULE, part } });
    // One answer is waited for at a time.
    const answer = one.last.then(() => one.thread.next());
    one.last = answer.catch(() => undefined);
    try {
      const { helped, error } = await answer as { helped?: Judged; error?: string };
      if (helped === undefined) throw new Error(error);
      return helped;
    } catch (error) {
      this.#lose(one, error);
      return this.#judge(said);
    } finally {
      one.asked--;
    }
  }

  /** What a thread does not answer is told here, and all that comes. */
  #lose(one: Judge, error: unknown): void {
    const at = this.#others.indexOf(one);
    if (at < 0) return;
    this.#others.splice(at, 1);
    one.thread.stop();
    this.#context.log.warn(`Languages are told without another thread: ${describe(error)}`);
  }
}
