/**
 * The table of commands: help, parsing and completion are made from it. Data only; it is read at every start.
 *
 * @module
 */
import { CHAT_CSV } from "./tables/chat_csv.ts";
import { checkPositive, checkTimeZone } from "./checks.ts";
import type { Command, Flag } from "./command.ts";
import { INPUTS, MAX_DEAD, MAX_DELETE, OUT, OVERWRITE } from "./tables/common.ts";
import { NEW } from "./tables/new.ts";
import { CONFIG, PIPELINE_COMMANDS, SET } from "./tables/pipelines.ts";
import { COLLECT, OF_COLLECTIONS } from "./tables/collect.ts";
import { COMPILE } from "./tables/compile.ts";
import { FINETUNE } from "./tables/finetune.ts";
import { REMATCH_MEDIA } from "./tables/rematch.ts";
import { ASK, SEARCH } from "./tables/search.ts";
import { SERVE } from "./tables/serve.ts";
import { SELECTION } from "./tables/selection.ts";

/** Flags that every command takes. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: "help", short: "h", summary: "say what the command does and takes" },
  { name: "version", summary: "say which version this is" },
  { name: "json", summary: "result as JSON on standard output, all else as JSON lines on standard error" },
  { name: "quiet", short: "q", summary: "say nothing but errors and the result" },
  { name: "verbose", summary: "say more: debug messages, stack traces" },
  { name: "color", negatable: true, summary: "use colours on a terminal", default: "on" },
];

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "import",
    summary: "Read exports into a folder with a database, and keep it equal to them.",
    details: [
      "Run it again with the same or a newer export: only what changed is written. A conversation that a newer " +
      "export no longer has stays and is reported, unless --mirror is given. An HTML archive with the media is kept " +
      "in DIR/archive. The folder remembers what it keeps (--no-archive, --no-media, --markdown, --jsonl) until the " +
      "flag's twin is given.",
    ],
    arguments: [INPUTS],
    flags: [
      { ...OUT, summary: "the folder to keep everything in" },
      {
        name: "archive",
        negatable: true,
        summary: "keep pages to read offline, with media, in DIR/archive",
        default: "on",
      },
      { name: "media", negatable: true, summary: "copy images, sounds and files into the archive", default: "on" },
      { name: "markdown", negatable: true, summary: "keep a Markdown file of each conversation in DIR/markdown" },
      { name: "jsonl", negatable: true, summary: "keep all conversations in DIR/conversations.jsonl" },
      { name: "mirror", summary: "also delete conversations that the newest export no longer has" },
      MAX_DELETE,
      MAX_DEAD,
      { name: "dry-run", summary: "say what would change and write nothing" },
      {
        name: "output",
        short: "o",
        value: "FILE",
        path: "file",
        summary: "with --dry-run: write the plan to FILE, for threadloom apply",
      },
      {
        name: "time-zone",
        value: "ZONE",
        summary: "the zone of times that an export gives without one (old Telegram exports); remembered",
        check: checkTimeZone,
      },
      { name: "full", summary: "treat nothing as unchanged" },
      { name: "limit", value: "N", summary: "read only the first N conversations", check: checkPositive },
      ...SELECTION,
      OVERWRITE,
      {
        name: "on-dead",
        value: "WHAT",
        choices: ["continue", "stop"],
        summary: "what to do after a conversation that cannot be read",
        default: "continue",
      },
    ],
    examples: [
      { line: "threadloom import export.zip", says: "read an export into ./threadloom" },
      { line: "threadloom import old.zip new.zip --out chats --markdown", says: "two exports, and Markdown files" },
      { line: "threadloom import export.zip --mirror --dry-run -o plan.json", says: "see first what would be deleted" },
    ],
    module: "./commands/import.ts",
  },
  ...PIPELINE_COMMANDS,
  {
    name: "apply",
    summary: "Do exactly what a plan lists, or nothing when it no longer holds.",
    arguments: [
      { name: "file", summary: "a plan that plan -o or import --dry-run -o wrote", required: true, path: "file" },
    ],
    flags: [OUT, CONFIG, MAX_DEAD],
    examples: [{ line: "threadloom apply plan.json", says: "carry out the plan" }],
    exits: { 2: "it could not run: no such plan, or things have changed since it was made" },
    module: "./commands/apply.ts",
  },
  {
    name: "verify",
    summary: "Read the stores back and compare them with what was committed.",
    details: ["Lists what is missing (-), not ours to know (+), different (*) or edited by somebody else (!)."],
    arguments: [
      { ...INPUTS, required: false, summary: "of a config: a pipeline; of an import with --source: the exports" },
    ],
    flags: [
      OUT,
      CONFIG,
      SET,
      { name: "source", summary: "compare with the exports themselves (default: those imported before), or NocoDB" },
      ...OF_COLLECTIONS,
    ],
    examples: [
      { line: "threadloom verify", says: "check ./threadloom" },
      { line: "threadloom verify --source export.zip", says: "check it against an export" },
    ],
    exits: { 1: "there is a difference" },
    module: "./commands/verify.ts",
  },
  {
    name: "status",
    summary: "Say what a folder holds and how its last runs went.",
    arguments: [{ name: "pipeline", summary: "of a config: a pipeline's name (default: all)", many: true }],
    flags: [OUT, CONFIG, SET, ...OF_COLLECTIONS],
    examples: [{ line: "threadloom status --out chats", says: "look at ./chats" }],
    module: "./commands/status.ts",
  },
  {
    name: "inspect",
    summary: "Look at an export without importing it: what it holds, what is wrong.",
    arguments: [INPUTS],
    flags: [],
    examples: [{ line: "threadloom inspect export.zip", says: "what is this?" }],
    exits: { 1: "there are problems", 2: "it is nothing that threadloom reads" },
    module: "./commands/inspect.ts",
  },
  SEARCH,
  ASK,
  REMATCH_MEDIA,
  CHAT_CSV,
  FINETUNE,
  COLLECT,
  SERVE,
  {
    name: "forget",
    summary: "Remove conversations for good: from all stores, and from later imports.",
    arguments: [{ name: "id", summary: "the conversations' ids, or their links", required: true, many: true }],
    flags: [
      OUT,
      { name: "undo", summary: "let later imports bring them back" },
      { ...OVERWRITE, summary: "remove pages and Markdown files although you have edited them" },
      ...OF_COLLECTIONS,
    ],
    examples: [
      { line: "threadloom forget 6650c1f2-…", says: "remove one conversation" },
      { line: "threadloom forget 6650c1f2-… --undo", says: "the next import brings it back" },
    ],
    module: "./commands/forget.ts",
  },
  {
    name: "dead-letters",
    summary: "List what could not be read or written, or try it again.",
    arguments: [
      { name: "action", summary: "list (default) or replay", choices: ["list", "replay"] },
      { name: "pipeline", summary: "of a config: a pipeline's name; may be left out where there is one" },
    ],
    flags: [OUT, CONFIG, SET, MAX_DEAD, ...OF_COLLECTIONS],
    examples: [
      { line: "threadloom dead-letters list", says: "what failed, and why" },
      { line: "threadloom dead-letters replay", says: "try it again from the exports" },
    ],
    module: "./commands/dead_letters.ts",
  },
  {
    name: "plugins",
    summary: "List sources, transforms and sinks, or say what one takes.",
    details: ["Plugins by others are listed where a config names them."],
    arguments: [{ name: "name", summary: "a plugin's name, or a module of yours", path: "file" }],
    flags: [CONFIG],
    examples: [{ line: "threadloom plugins chatgpt", says: "options of the chatgpt source" }, {
      line: "threadloom plugins ./my_source.ts",
      says: "what a plugin of yours declares",
    }],
    module: "./commands/plugins.ts",
  },
  NEW,
  COMPILE,
  {
    name: "schema",
    summary: "Write the JSON Schema of config files, by which editors complete and check them.",
    details: [
      'In JSON the file names it: "$schema": "./threadloom.schema.json". In YAML its first line does: ' +
      "# yaml-language-server: $schema=./threadloom.schema.json",
    ],
    arguments: [],
    flags: [
      {
        name: "output",
        short: "o",
        value: "FILE",
        path: "file",
        summary: "write it to FILE",
        default: "standard output",
      },
    ],
    examples: [{ line: "threadloom schema -o threadloom.schema.json", says: "beside threadloom.yaml" }],
    module: "./commands/schema.ts",
  },
  {
    name: "doctor",
    summary: "Check this machine and a folder, and say what to do where they are not fit.",
    arguments: [],
    flags: [OUT],
    examples: [{ line: "threadloom doctor", says: "check the machine and ./threadloom" }],
    exits: { 1: "something needs attention" },
    module: "./commands/doctor.ts",
  },
  {
    name: "completion",
    summary: "Write a completion script for a shell.",
    arguments: [
      { name: "shell", summary: "bash, zsh or fish", required: true, choices: ["bash", "zsh", "fish"] },
    ],
    flags: [],
    examples: [
      { line: 'eval "$(threadloom completion bash)"', says: "in ~/.bashrc" },
      { line: "threadloom completion fish > ~/.config/fish/completions/threadloom.fish", says: "for fish" },
    ],
    module: "./commands/completion.ts",
  },
  {
    name: "help",
    summary: "Say what a command does and takes.",
    arguments: [{ name: "command", summary: "a command's name" }],
    flags: [],
    examples: [{ line: "threadloom help import", says: "all about import" }],
  },
];
