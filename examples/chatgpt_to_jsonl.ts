/**
 * A pipeline of one's own in ten lines: the questions you asked, one a line, with the model that answered.
 *
 * Run it with `deno run -A examples/chatgpt_to_jsonl.ts <export> [out.jsonl]`; without words it runs on invented data.
 *
 * @module
 */
import { from, run, text } from "../mod.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";
import { writeSampleExport } from "./sample_export/mod.ts";

const [path = "sample-export.zip", out = "questions.jsonl"] = Deno.args;
if (Deno.args.length === 0) await writeSampleExport(path, { edition: 1 });

const report = await run(
  from(chatgptSource({ path }))
    .through(function questions({ title, messages }) {
      return messages.flatMap((message, i) =>
        message.role === "user" && !message.hidden
          ? [{ title, question: text(message), model: messages[i + 1]?.model, askedAt: message.createdAt }]
          : []
      );
    })
    .to(jsonlSink({ path: out })),
);
console.log(`${report.source.passed} conversations, their questions are in ${out}`);
