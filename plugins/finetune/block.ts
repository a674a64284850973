/**
 * Blocks: stretches of a conversation from which a model learns, an example each.
 *
 * @module
 */

/** What a message of a block says, and who. */
export interface BlockMessage {
  role: "system" | "user" | "assistant";
  content: string;
  /** ISO 8601, as `processed.json` has it; absent where the source gives no time. */
  timestamp?: string;
  /** Ids of the messages it was made of, in order; a message that was split lends its id to several. */
  ids: string[];
}

/** One block. */
export interface Block {
  /** `<conversation id>#<position>`. */
  id: string;
  conversationId: string;
  /** The conversation's title: in Telegram the other's name; absent for deleted accounts. */
  title?: string;
  /** What kind of chat it is, as Telegram names it: `personal_chat`. */
  chatType?: string;
  /** Which of the conversation's blocks it is, from 0. */
  position: number;
  messages: BlockMessage[];
  /** What it was counted as when it was cut. */
  tokens: number;
  /** From the first message to the last, milliseconds. */
  durationMs: number;
  /** Where `splitDataset` put it. */
  split?: "train" | "validation";
}
