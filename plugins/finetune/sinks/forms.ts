/**
 * The forms in which trainers take examples, and the rules by which they refuse them.
 *
 * Sources: OpenAI's and Mistral's fine-tuning guides, Hugging Face TRL's dataset formats, the converse format of
 * models on Amazon Bedrock, ShareGPT files as LLaMA-Factory reads them.
 *
 * @module
 */
import type { Block, BlockMessage } from "../block.ts";

/** Names of the forms; `messages` is that of the reference, which refuses nothing. */
export type FormName = "messages" | "openai" | "sharegpt" | "trl" | "bedrock" | "mistral";

/** A form of examples. */
export interface Form {
  /** The example as JSON. */
  line(block: Block): unknown;
  /** True: roles alternate, the user's is first, the assistant's last. */
  alternates: boolean;
  /** True: one message of the assistant at least. */
  answers: boolean;
  /** Fewest and most examples of a file. */
  examples: { least: number; most: number };
  /** Fewest and most bytes of a file. */
  bytes: { least: number; most: number };
}

const ANY = { least: 0, most: Infinity };

/** All of them. */
export const FORMS: { readonly [name in FormName]: Form } = {
  messages: { line: messagesLine, alternates: false, answers: false, examples: ANY, bytes: ANY },
  openai: {
    line: messagesLine,
    alternates: false,
    answers: true,
    examples: { least: 10, most: Infinity },
    bytes: ANY,
  },
  trl: { line: messagesLine, alternates: true, answers: true, examples: ANY, bytes: ANY },
  mistral: {
    line: messagesLine,
    alternates: true,
    answers: true,
    examples: { least: 10, most: 10_000_000 },
    bytes: { least: 1_000, most: 10 * 1000 ** 3 },
  },
  bedrock: { line: bedrockLine, alternates: true, answers: true, examples: ANY, bytes: ANY },
  sharegpt: { line: sharegptLine, alternates: true, answers: true, examples: ANY, bytes: ANY },
};

function messagesLine({ messages }: Block): unknown {
  return { messages: messages.map(bare) };
}

function bedrockLine({ messages }: Block): unknown {
  const [first, ...rest] = messages;
  if (first?.role !== "system") return { messages: messages.map(bare) };
  return { system: first.content, messages: rest.map(bare) };
}

const SHAREGPT_NAMES = { system: "system", user: "human", assistant: "gpt" } as const;

function sharegptLine({ messages }: Block): unknown {
  return { conversations: messages.map(({ role, content }) => ({ from: SHAREGPT_NAMES[role], value: content })) };
}

function bare({ role, content }: BlockMessage): { role: string; content: string } {
  return { role, content };
}

/** A block as a line of the form, without an end. */
export function lineOf(block: Block, form: Form): string {
  return JSON.stringify(form.line(block));
}

/** What of an example breaks a form's rules, and what mends it; undefined where nothing does. */
export function brokenRule(block: Block, form: Form): string | undefined {
  if (!form.answers && !form.alternates) return undefined;
  const turns = block.messages[0]?.role === "system" ? block.messages.slice(1) : block.messages;
  const empty = turns.findIndex(({ content }) => content.trim() === "");
  if (empty >= 0) return `message ${empty + 1} is empty, expected text; leave --compat out, which keeps such messages`;
  if (turns.some(({ role }) => role === "system")) {
    return "a system message stands behind the first, expected one at most, in front";
  }
  if (form.answers && !turns.some(({ role }) => role === "assistant")) {
    return "it has no message of the assistant, expected at least one; --trim leaves such blocks out";
  }
  if (!form.alternates) return undefined;
  if (turns[0].role !== "user") return `it begins with the ${turns[0].role}, expected the user; --trim mends it`;
  if (turns.at(-1)!.role !== "assistant") return `it ends with the user, expected the assistant; --trim mends it`;
  const twice = turns.findIndex(({ role }, i) => i > 0 && role === turns[i - 1].role);
  if (twice < 0) return undefined;
  return `messages ${twice} and ${twice + 1} are both the ${turns[twice].role}'s, expected roles that alternate; ` +
    "mergeTurns mends it";
}
