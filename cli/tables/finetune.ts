/**
 * `finetune` as the table of commands has it.
 *
 * @module
 */
import { checkCount, checkPositive } from "../checks.ts";
import type { Command } from "../command.ts";

/** Data only; it is read at every start. */
export const FINETUNE: Command = {
  name: "finetune",
  summary: "Make fine-tuning data of chats: blocks within a token budget, an example a line.",
  details: [
    "Writes DIR/train.jsonl, DIR/processed.json (the same by chat) and DIR/statistics.json. Messages of --me are the " +
    "assistant's, all others the user's. What is left out is counted, by reason.",
    "By default a block is counted as the line of train.jsonl that it becomes; --compat counts contents alone and " +
    "follows the reference in everything else, byte for byte. Personal data stays in unless --redact is given.",
  ],
  arguments: [{
    name: "input",
    summary: "Telegram's result.json, a folder with some, or another export",
    required: true,
    orFlag: true,
    many: true,
    path: "file",
  }],
  flags: [
    {
      name: "me",
      value: "WHO",
      summary: "whose words to learn: an id (user123) or a name",
      default: "the export's owner",
    },
    {
      name: "out",
      value: "DIR",
      path: "folder",
      summary: "the folder for the files, or s3://bucket/prefix",
      default: "./finetune",
    },
    { name: "compat", summary: "follow the rules of the reference exactly" },
    {
      name: "gap-seconds",
      value: "N",
      summary: "longest time between two messages of a block",
      default: "3600",
      check: checkCount,
    },
    { name: "min-tokens", value: "N", summary: "fewest tokens of a block", default: "300", check: checkCount },
    { name: "max-tokens", value: "N", summary: "most tokens of a block", default: "800", check: checkPositive },
    { name: "delimiter", value: "TEXT", empty: true, summary: "stands before each message of a turn", default: ">>>" },
    { name: "system-prompt", value: "TEXT", empty: true, summary: "a system message that begins each block" },
    {
      name: "tokenizer",
      value: "NAME",
      summary: "o200k_base, cl100k_base, a path of a tokenizer.json, or a model's id",
      default: "o200k_base",
    },
    { name: "date-limit", value: "ISO", summary: "leave out messages before it" },
    {
      name: "overflow",
      value: "WHAT",
      choices: ["split", "drop"],
      summary: "what to do with a message that alone is over the budget",
      default: "split",
    },
    {
      name: "template",
      value: "NAME",
      choices: ["none", "openai", "chatml", "llama-3"],
      summary: "also count what this chat template adds",
      default: "none",
    },
    {
      name: "chat-type",
      value: "TYPE",
      many: true,
      summary: "learn from chats of this type; may be given several times",
      default: "personal_chat",
    },
    { name: "trim", summary: "begin blocks with the user and end them with the assistant" },
    {
      name: "form",
      value: "FORM",
      choices: ["messages", "openai", "sharegpt", "trl", "bedrock", "mistral"],
      summary: "the trainer's form; all but messages check its rules",
      default: "messages",
    },
    {
      name: "redact",
      value: "HOW",
      choices: ["none", "mask", "pseudonym", "drop"],
      summary: "take addresses, numbers and the like out of messages",
      default: "none",
    },
    {
      name: "dedupe",
      value: "HOW",
      choices: ["none", "exact", "near"],
      summary: "leave out blocks that say what one before said",
      default: "none",
    },
    { name: "validation", value: "SHARE", summary: "share of the chats for DIR/validation.jsonl", default: "0" },
    { name: "raw", summary: "also write DIR/raw.json, which holds everything" },
    { name: "page", summary: "also write DIR/statistics.html" },
    {
      name: "workers",
      value: "N",
      summary: "threads that make blocks; each takes memory for the largest chats",
      default: "1",
      check: checkPositive,
    },
    { name: "config", value: "FILE", path: "file", summary: "a config file of the reference, for what no flag says" },
  ],
  examples: [
    { line: "threadloom finetune result.json --me user123 --out data", says: "examples of one export" },
    { line: "threadloom finetune exports --me Ada --trim --form openai", says: "for a trainer with rules" },
    { line: "threadloom finetune result.json --me Ada --compat", says: "as the reference makes them" },
  ],
  module: "./commands/finetune.ts",
};
