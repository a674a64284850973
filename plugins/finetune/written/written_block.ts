/**
 * Blocks and conversations that another thread has made into the text that files hold.
 *
 * @module
 */
import type { Block, BlockMessage } from "../block.ts";
import type { LentTexts, TextPlace } from "./text_buffer.ts";

/** What of a block is known besides its text. */
export interface BlockFacts {
  position: number;
  tokens: number;
  durationMs: number;
  split?: "train" | "validation";
  /** Messages by role. */
  turns: { system: number; user: number; assistant: number };
  /** The rule of the trainer's form that it breaks. */
  broken?: string;
  /** Where blocks that say the same count once: what it says, as a hash, and as text where that is compared. */
  said?: { hash: string; text?: string };
}

/** A block as the sinks of this plugin take it besides others: its messages are text already. */
export class WrittenBlock implements Block {
  readonly id: string;
  readonly conversationId: string;
  declare readonly title?: string;
  declare readonly chatType?: string;
  readonly position: number;
  /** None: they are text. */
  readonly messages: BlockMessage[] = [];
  readonly tokens: number;
  readonly durationMs: number;
  declare readonly split?: "train" | "validation";
  readonly facts: BlockFacts;
  readonly #places: { line: TextPlace; processed: TextPlace };
  readonly #texts: LentTexts;

  constructor(
    chat: { id: string; title?: string; chatType?: string },
    facts: BlockFacts & { line: TextPlace; processed: TextPlace },
    texts: LentTexts,
  ) {
    this.id = `${chat.id}#${facts.position}`;
    this.conversationId = chat.id;
    if (chat.title !== undefined) this.title = chat.title;
    if (chat.chatType !== undefined) this.chatType = chat.chatType;
    this.position = facts.position;
    this.tokens = facts.tokens;
    this.durationMs = facts.durationMs;
    if (facts.split !== undefined) this.split = facts.split;
    this.facts = facts;
    this.#places = facts;
    this.#texts = texts;
  }

  /** Its line of the training file, UTF-8. */
  get line(): Uint8Array {
    return this.#texts.at(this.#places.line);
  }

  /** Its part of `processed.json`, UTF-8. */
  get processed(): Uint8Array {
    return this.#texts.at(this.#places.processed);
  }

  /** To be called by who has written one of the two, once for each: their memory is used again then. */
  letGo(): void {
    this.#texts.letGo();
  }
}
