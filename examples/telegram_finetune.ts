/**
 * Fine-tuning data of your Telegram chats: the steps of `threadloom finetune`, to be changed as you like.
 *
 * Run it with `deno run -A examples/telegram_finetune.ts <result.json> [folder] [who]`; without words it runs on
 * invented chats. The model learns from the messages of `who`: an id such as `user123`, or a name.
 *
 * @module
 */
import { from, run } from "../mod.ts";
import {
  assignRoles,
  dropsOf,
  filterMessages,
  mergeTurns,
  processedSink,
  redact,
  splitIntoBlocks,
  statisticsSink,
  trainSink,
} from "../plugins/finetune/mod.ts";
import { telegramSource } from "../plugins/telegram/mod.ts";
import { writeSampleChats } from "./sample_chats.ts";

const [path = "sample-chats.json", out = "finetune", me] = Deno.args;
if (Deno.args.length === 0) await writeSampleChats(path);

const delimiter = ">>>";
const systemPrompt = "You are Ada. Answer as she would in a chat.";

const report = await run(
  from(telegramSource({ path }))
    .through(filterMessages({ chatTypes: ["personal_chat"], forwarded: "drop" }))
    .through(assignRoles(me === undefined ? {} : { me }))
    .through(redact({ mode: "mask" }))
    .through(splitIntoBlocks({ minTokens: 50, maxTokens: 400, delimiter, systemPrompt }))
    .through(mergeTurns({ delimiter, systemPrompt, trim: true }))
    .to(
      trainSink({ path: `${out}/train.jsonl` }),
      processedSink({ path: `${out}/processed.json` }),
      statisticsSink({ path: `${out}/statistics.html`, format: "html" }),
    ),
);
console.log(`${report.source.passed} chats, their examples are in ${out}`);
for (const [reason, count] of Object.entries(dropsOf(report))) console.log(`  left out: ${count} × ${reason}`);
