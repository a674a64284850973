import { filter, from, run } from "../mod.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../plugins/jsonl/mod.ts";

const report = await run(
  from(chatgptSource({ path: "export.zip" }))
    .through(filter((conversation) => conversation.messages.length > 2))
    .through((conversation) => ({ title: conversation.title, messages: conversation.messages.length }))
    .to(jsonlSink({ path: "out.jsonl" })),
);
console.log(report.source);
