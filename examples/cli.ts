/**
 * A pipeline that is a command of its own: its options are flags, and it says which permissions it needs.
 *
 * ```sh
 * deno run examples/cli.ts --help
 * deno run -A examples/cli.ts export.zip --by user --out questions.jsonl
 * deno run -A examples/cli.ts permissions export.zip
 * ```
 *
 * @module
 */
import { definePipeline, from, runCli, text } from "../mod.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";

export default definePipeline({
  name: "messages",
  summary: "Write the messages of a ChatGPT export, one a line.",
  options: {
    input: { type: "strings", summary: "the exports", required: true, role: "location", positional: true },
    out: { type: "string", summary: "the file to write", default: "messages.jsonl", role: "location" },
    by: {
      type: "string",
      summary: "whose messages",
      choices: ["user", "assistant", "everybody"],
      default: "everybody",
    },
    minLength: { type: "number", summary: "shortest message, in characters", default: 1 },
    hidden: { type: "boolean", summary: "also write messages that ChatGPT does not show" },
  },
  examples: ["export.zip", "old.zip new.zip --by user --out questions.jsonl"],
  build: ({ input, out, by, minLength, hidden }) =>
    from(chatgptSource({ path: input }))
      .through(({ title, messages }) =>
        messages
          .filter((message) => by === "everybody" || message.role === by)
          .filter((message) => hidden || !message.hidden)
          .map((message) => ({ title, role: message.role, at: message.createdAt, text: text(message) }))
          .filter((line) => line.text.length >= minLength)
      )
      .to(jsonlSink({ path: out })),
});

await runCli(import.meta);
