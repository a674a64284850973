/**
 * Blocks and conversations that another thread has made into the text that files hold.
 *
 * @module
 */
import type { Block, BlockMessage } from "../block.ts";

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
  /** Its line of the training file, UTF-8. */
  readonly line: Uint8Array;
  /** Its part of `processed.json`, UTF-8. */
  readonly processed: Uint8Array;

  constructor(
    chat: { id: string; title?: string; chatType?: string },
    facts: BlockFacts,
    texts: { line: Uint8Array; processed: Uint8Array },
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
    this.line = texts.line;
    this.processed = texts.processed;
  }
}
