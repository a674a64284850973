/**
 * Conversations for the table: the same every time.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { series } from "../generate/random.ts";

/** Messages of a conversation. */
export const PER_CONVERSATION = 10;

const WORDS = "loom thread weave warp weft cloth dye wool linen shuttle pattern edge knot spin card felt".split(" ");

/** Words of a message. */
const LENGTH = 140;

/** Text to cut messages from, so that making them costs next to nothing beside writing them. */
const { text: TEXT, starts: STARTS } = longText(5_000);

function longText(count: number): { text: string; starts: number[] } {
  const { pick } = series(0);
  const starts: number[] = [];
  let text = "";
  for (let i = 0; i < count; i++) {
    starts.push(text.length);
    text += `${pick(WORDS)} `;
  }
  return { text, starts };
}

/**
 * Makes one conversation of ten messages of about 800 characters. `edited` changes the text of its last message.
 */
export function talk(number: number, edited: boolean): Conversation {
  const { below } = series(number);
  const id = `conversation-${number}`;
  const at = 1_700_000_000_000 + number * 1_000;
  const messages = Array.from({ length: PER_CONVERSATION }, (_, i): Message => {
    const first = below(STARTS.length - LENGTH);
    const text = TEXT.slice(STARTS[first], STARTS[first + LENGTH] - 1);
    return {
      id: `message-${number}-${i}`,
      role: i % 2 === 0 ? "user" : "assistant",
      createdAt: at + i,
      ...i > 0 && { parentId: `message-${number}-${i - 1}` },
      ...i % 2 === 1 && { model: "loom-1" },
      parts: [{ type: "text", text: edited && i === PER_CONVERSATION - 1 ? `edited ${text}` : text }],
      metadata: {},
    };
  });
  return {
    id,
    source: "bench",
    title: `Talk ${number}`,
    createdAt: at,
    updatedAt: at + (edited ? 500 : 9),
    participants: [],
    messages,
    branches: [],
    assets: [],
    metadata: {},
  };
}
