/**
 * Pages are made in another thread where one may be had: this one reads, stores and writes meanwhile.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { describe } from "../../core/errors.ts";
import type { Thread } from "../../core/host.ts";
import { joined, sizeOf } from "./json_pieces.ts";
import type { Asked, Rendered, RenderOrder } from "./render.ts";

const URL_OF_MODULE = new URL("./render.ts", import.meta.url).href;

/** Bytes of conversations that this thread makes pages of before another is started for it. */
const FEW = 512 * 1024;

/** A conversation of more bytes is not cloned: a second copy of it would take more memory than the pages of all others. */
const LARGE = 4 * 1024 * 1024;

/** Makes pages. */
export class Renderer {
  readonly #context: Pick<Context, "threads" | "log">;
  #module: Promise<typeof import("./render.ts")> | undefined;
  #thread: Thread | undefined;
  #asked = 0;
  #bytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: Pick<Context, "threads" | "log">) {
    this.#context = context;
  }

  /** Makes the page of a conversation; `json` is what its `conversation.json` holds. */
  async render(conversation: Conversation, json: Uint8Array<ArrayBuffer>[], order: RenderOrder): Promise<Rendered> {
    const bytes = sizeOf(json);
    this.#bytes += bytes;
    const thread = bytes > LARGE ? undefined : this.#started();
    if (thread) {
      const made = await this.#ask(thread, json, order);
      if (made) return made;
    }
    this.#module ??= import("./render.ts");
    return (await this.#module).render(conversation, order);
  }

  /** Ends the thread. */
  stop(): void {
    this.#thread?.stop();
    this.#thread = undefined;
  }

  #started(): Thread | undefined {
    const { threads } = this.#context;
    if (this.#thread || this.#asked > 0 || this.#bytes < FEW || !threads?.mayLoad(URL_OF_MODULE)) return this.#thread;
    this.#asked++;
    return this.#thread = threads.start();
  }

  /** Undefined: the thread has failed, and what it was asked is made here. */
  async #ask(thread: Thread, json: Uint8Array<ArrayBuffer>[], order: RenderOrder): Promise<Rendered | undefined> {
    const part: Asked = { ...order, json: joined(json).buffer };
    thread.send({ help: { module: URL_OF_MODULE, part } }, [part.json]);
    // One answer is waited for at a time, and answers come in the order in which they were asked for.
    const answer = this.#last.then(() => thread.next());
    this.#last = answer.catch(() => undefined);
    try {
      const { helped, error } = await answer as { helped?: Rendered; error?: string };
      if (helped !== undefined) return helped;
      this.#context.log.debug(`A page could not be made in another thread: ${error}`);
    } catch (error) {
      if (this.#thread === thread) {
        this.stop();
        this.#context.log.warn(`Cannot make pages in another thread: ${describe(error)}; going on without`);
      }
    }
    return undefined;
  }
}
