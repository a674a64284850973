/**
 * What becomes of a conversation in another thread, and how the thread of the run goes on with it.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { PLUGIN } from "../../../core/plugin.ts";
import { drop, type TransformObject } from "../../../core/transform.ts";
import type { LentTexts, TextPlace } from "./text_buffer.ts";
import { type BlockFacts, WrittenBlock } from "./written_block.ts";

/** What was made of one conversation, its texts apart; it can be cloned. */
export interface MadeParts {
  id: string;
  title?: string;
  chatType?: string;
  /** Which transform left it out, and why. */
  dropped?: { by: string; reason: string };
  /** Which transform failed, and with what, in the words of `describe`. */
  failed?: { by: string; error: string };
  /** With each block where its line of the training file lies, and its part of `processed.json`. */
  blocks: (BlockFacts & { line: TextPlace; processed: TextPlace })[];
  /** Its line of `raw.json` in pieces, where that is wanted. */
  raw?: ArrayBuffer[];
}

/** Such a conversation in the thread of the run. */
export class MadeChat {
  readonly #parts: MadeParts;
  readonly #texts: LentTexts;

  constructor(parts: MadeParts, texts: LentTexts) {
    this.#parts = parts;
    this.#texts = texts;
  }

  /** Its line of `raw.json` in pieces, UTF-8. */
  get raw(): Uint8Array[] {
    return (this.#parts.raw ?? []).map((piece) => new Uint8Array(piece));
  }

  /** Frees the memory of that line: it was written, and to wait for the garbage collector takes as much again. */
  releaseRaw(): void {
    for (const piece of this.#parts.raw ?? []) piece.transfer(0);
  }

  get dropped(): MadeParts["dropped"] {
    return this.#parts.dropped;
  }

  get failed(): MadeParts["failed"] {
    return this.#parts.failed;
  }

  /** Its blocks, in order. */
  blocks(): WrittenBlock[] {
    return this.#parts.blocks.map((facts) => new WrittenBlock(this.#parts, facts, this.#texts));
  }
}

/** Where transforms were opened in another thread: what they said as they were, or why they could not be. */
export interface OpenedElsewhere {
  /** Resolves once it is known; `context` is that of the transform here, for all that it will say. */
  opened(transform: string, context: Context): Promise<void>;
}

/**
 * Stands for a transform that another thread has applied: what that left out is a drop of it here, and what failed there
 * fails here. The last one gives the blocks.
 */
export function appliedElsewhere(
  transform: TransformObject<never, unknown>,
  last: boolean,
  elsewhere: OpenedElsewhere,
): TransformObject<MadeChat, unknown> {
  const { name } = transform;
  return {
    [PLUGIN]: transform[PLUGIN],
    kind: "transform",
    name,
    async open(context) {
      await elsewhere.opened(name, context);
      return {
        apply(chat: MadeChat) {
          if (chat.failed?.by === name) throw new Error(chat.failed.error);
          if (chat.dropped?.by === name) return drop(chat.dropped.reason);
          return last ? chat.blocks() : chat;
        },
      };
    },
  };
}
