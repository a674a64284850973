import assert from "node:assert/strict";
import { type Source, visitRecords } from "../../mod.ts";
import type { Conversation } from "../../core/conversation.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { largeConversation, largeConversations } from "../support/large_export.ts";
import { inFolder } from "../plugins/chatgpt/reading.ts";

const visitor = new URL("../support/list_visitor.ts", import.meta.url);

Deno.test("visitRecords() gives the same with one thread, two and three", async () => {
  const item = '{"title":"a folder","create_time":2,"id":"f","mapping":null}';
  const broken = '{"title":"no mapping","create_time":2,"id":"b","mapping":7}';
  const all = [...largeConversations(0, 270), item, broken, largeConversation("c3", 9000, 1000)];
  await inFolder({ "conversations.json": `[${all.join(",")}]` }, async (folder) => {
    const source = chatgptSource({ path: `${folder}/conversations.json` });
    const see = async (threads: number) => {
      const { results, ...counts } = await visitRecords<Conversation, string[]>(source, visitor, { threads });
      return { ...counts, lines: results.flat(), pieces: results.length };
    };
    const { pieces, ...alone } = await see(1);
    assert.deepEqual([alone.read, alone.merged, alone.dropped, alone.dead.length, pieces], [272, 1, 1, 1, 1]);
    for (const threads of [2, 3]) assert.deepEqual(await see(threads), { ...alone, pieces: threads });
  });
});

Deno.test("visitRecords() ends with the signal's reason while threads scan", async () => {
  await inFolder({ "conversations.json": `[${largeConversations(0, 270).join(",")}]` }, async (folder) => {
    const stop = new AbortController();
    const inner = chatgptSource({ path: `${folder}/conversations.json` });
    const source: Source<Conversation> = {
      ...inner,
      async open(context) {
        const opened = await inner.open(context);
        const share: typeof opened.share = async (helpers) => {
          await opened.share!(helpers);
          stop.abort(new Error("enough"));
        };
        return { ...opened, share };
      },
    };
    await assert.rejects(visitRecords(source, visitor, { threads: 2, signal: stop.signal }), { message: "enough" });
  });
});
