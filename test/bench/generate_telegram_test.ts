import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { generateTelegram, type TelegramOptions } from "../../bench/generate_telegram.ts";
import { inFolder, read } from "../plugins/telegram/support.ts";

async function generated(options: TelegramOptions) {
  const chunks: Uint8Array[] = [];
  const facts = await generateTelegram(options, { write: (bytes) => void chunks.push(bytes.slice()), end: () => {} });
  return { facts, bytes: new Uint8Array(Buffer.concat(chunks)) };
}

Deno.test("generateTelegram() says exactly what the source finds, and the same options give the same bytes", async () => {
  for (const options of [{ size: 400_000, largest: 100_000 }, { size: 200_000, single: true, seed: 3 }]) {
    const { facts, bytes } = await generated(options);
    assert.deepEqual((await generated(options)).bytes, bytes);
    assert.equal(facts.bytes, bytes.length);
    const { conversations, report } = await inFolder({ "result.json": bytes }, read);
    assert.equal(report.status, "ok");
    const texts = conversations.flatMap(({ messages }) => messages).flatMap(({ parts }) =>
      parts.flatMap((part) => part.type === "text" ? [part.text] : [])
    );
    assert.deepEqual(
      {
        chats: conversations.length,
        messages: conversations.reduce((sum, { messages }) => sum + messages.length, 0),
        texts: texts.length,
        characters: texts.reduce((sum, text) => sum + Array.from(text).length, 0),
        own: conversations.flatMap(({ messages }) =>
          messages
        ).filter(({ metadata }) => metadata.fromId === "user1001").length,
      },
      {
        chats: facts.chats,
        messages: facts.messages,
        texts: facts.texts,
        characters: facts.characters,
        own: facts.own,
      },
    );
  }
});
