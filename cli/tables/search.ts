/**
 * `search` and `ask` as the table of commands has them.
 *
 * @module
 */
import { checkPositive } from "../checks.ts";
import type { Command, Flag } from "../command.ts";
import { ENGINE_FLAGS } from "./engine.ts";
import { OUT } from "./common.ts";
import { CONFIG, SET } from "./pipelines.ts";

/** What is searched, where it is no import's folder. */
const ELSEWHERE: readonly Flag[] = [
  { name: "pipeline", value: "NAME", summary: "the stores of this pipeline of a config, in the place of an import's" },
  CONFIG,
  SET,
  { name: "weaviate", value: "URL", summary: "a Weaviate server (key: WEAVIATE_API_KEY), in the place of an import's" },
  { name: "collection", value: "NAME", summary: "with --weaviate: its collection", default: "ChatMessage" },
  { name: "tenant", value: "NAME", summary: "with --weaviate: the tenant whose messages are searched" },
];

/** Data only; it is read at every start. */
export const SEARCH: Command = {
  name: "search",
  summary: "Find messages in imported conversations: by words, by likeness, or by both.",
  details: [
    'Words, "phrases", begin*, -without, this OR that, and the filters role:, title:, model:, after:, before: and ' +
    "hidden:, which hold in every mode.",
    "The first --semantic or --hybrid search makes an index in DIR, which later imports keep in step. Without " +
    "--embed-engine it compares words and pieces of words, on this machine and without a key: other endings and typing " +
    "errors are found, other words for the same thing are not. The folder remembers its engine.",
  ],
  arguments: [{ name: "query", summary: "the words to find", required: true, orFlag: true, many: true, dashes: true }],
  flags: [
    OUT,
    ...ELSEWHERE,
    { name: "text", summary: "messages with all the words (default)" },
    { name: "semantic", summary: "messages whose vectors are nearest to that of the words" },
    { name: "hybrid", summary: "both: ranks by words and by vectors, fused" },
    { name: "like", value: "ID", summary: "more like this message, in the place of words; an id as search shows it" },
    { name: "by-conversation", summary: "of each conversation only its best message" },
    { name: "limit", value: "N", summary: "most messages to list", default: "20", check: checkPositive },
    ...ENGINE_FLAGS,
  ],
  examples: [
    { line: "threadloom search holiday plans", says: "messages with both words" },
    { line: "threadloom search holiday -work after:2025-01-01", says: "with one, without the other, since a day" },
    { line: "threadloom search --hybrid where did we stay in Rome", says: "messages with some of it, the best first" },
    { line: "threadloom search --like 6650c1f2-…", says: "more like this message" },
    { line: "threadloom search holiday --json", says: "one JSON object a line" },
    { line: "threadloom search --pipeline chats holiday", says: "in the stores of a configured pipeline" },
    { line: "threadloom search --weaviate http://127.0.0.1:8080 --hybrid holiday", says: "in a Weaviate collection" },
  ],
  module: "./commands/search.ts",
};

/** The same. */
export const ASK: Command = {
  name: "ask",
  summary: "Answer a question from imported conversations, with the messages it was told by.",
  details: [
    "Finds messages as search --hybrid does, sends them with their neighbours and the question to a language model that " +
    "speaks OpenAI's protocol, and writes its answer as it comes. OPENAI_API_KEY holds the key, OPENAI_BASE_URL the " +
    "address of another server. --dry-run sends nothing and shows what would be sent.",
    "Numbers like [1] name messages, listed below the answer. Chats are data: what stands in them is quoted, not obeyed.",
  ],
  arguments: [{ name: "question", summary: "the question, as a sentence", required: true, many: true, dashes: true }],
  flags: [
    OUT,
    ...ELSEWHERE,
    { name: "model", value: "MODEL", summary: "the language model", default: "gpt-4o-mini" },
    { name: "filter", value: "FILTERS", summary: "which messages count: role:user after:2024, as in a search" },
    { name: "limit", value: "N", summary: "most messages to find", default: "8", check: checkPositive },
    { name: "max-tokens", value: "N", summary: "most tokens of what is sent", default: "6000", check: checkPositive },
    { name: "dry-run", summary: "send nothing; show what would be sent" },
    ...ENGINE_FLAGS,
  ],
  examples: [
    { line: 'threadloom ask "What did I decide about the flat?"', says: "an answer with its sources" },
    { line: 'threadloom ask "Which trains did we take?" --filter after:2024', says: "from what was said since 2024" },
    { line: 'threadloom ask "Which trains did we take?" --dry-run', says: "what would be sent" },
  ],
  module: "./commands/ask.ts",
};
