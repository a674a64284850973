/** The transforms and sinks of fine-tuning data keep the contracts they are written against. */
import type { Conversation } from "../../core/conversation.ts";
import { type PluginModule, testSink, testTransform } from "../../conformance/mod.ts";
import {
  assignRoles,
  type Block,
  dedupeBlocks,
  filterMessages,
  mergeTurns,
  processedSink,
  rawSink,
  redact,
  splitDataset,
  splitIntoBlocks,
  statisticsSink,
  trainSink,
} from "../../plugins/finetune/mod.ts";

function module(factory: string, options: PluginModule["options"]): PluginModule {
  return { specifier: new URL("../../plugins/finetune/mod.ts", import.meta.url).href, factory, options };
}

const CHATS = ["Bob", "Cyd", "Dan"].map((title, c): Conversation => ({
  id: `telegram:user:${c + 2}`,
  source: "telegram",
  title,
  participants: [],
  branches: [],
  assets: [],
  metadata: { telegramType: c === 2 ? "private_group" : "personal_chat", chatId: c + 2, ownerId: "user1" },
  messages: Array.from({ length: 30 }, (_, i) => ({
    id: `${i}`,
    role: "user" as const,
    author: i % 3 === 0 ? "Ada" : title,
    createdAt: 1_704_110_400_000 + i * 900_000 * (1 + i % 7),
    parts: [{ type: "text" as const, text: `Message ${i} of ${title}: write to ${title}${i}@example.org` }],
    metadata: { fromId: i % 3 === 0 ? "user1" : `user${c + 2}` },
  })),
}));

const BLOCKS = CHATS.flatMap(({ id, title }) =>
  [0, 1].map((position): Block => ({
    id: `${id}#${position}`,
    conversationId: id,
    ...(title === undefined ? {} : { title }),
    chatType: "personal_chat",
    position,
    messages: [
      { role: "user", content: `Hi ${title} ${position}`, timestamp: "2024-01-01T12:00:00+00:00", ids: ["1"] },
      { role: "user", content: "there", ids: ["2"] },
      { role: "assistant", content: "Hello", ids: ["3"] },
    ],
    tokens: 12,
    durationMs: 60_000,
  }))
);

for (const compat of [false, true]) {
  const name = (plugin: string) => `${plugin}({ compat: ${compat} })`;
  testTransform(name("filterMessages"), {
    make: () => filterMessages({ compat, dateLimit: "2024-01-02" }),
    records: CHATS,
  });
  testTransform(name("assignRoles"), { make: () => assignRoles({ compat }), records: CHATS });
  testTransform(name("splitIntoBlocks"), {
    make: () => splitIntoBlocks({ compat, minTokens: 5, maxTokens: 60 }),
    records: CHATS.map((chat) => ({
      ...chat,
      messages: chat.messages.map((one) => ({ ...one, role: "assistant" as const })),
    })),
  });
  testTransform(name("mergeTurns"), { make: () => mergeTurns({ compat, trim: true }), records: BLOCKS });
}
testTransform("redact()", { make: () => redact({ mode: "pseudonym", names: ["Bob"] }), records: CHATS });
testTransform("dedupeBlocks()", { make: () => dedupeBlocks({ near: true }), records: [...BLOCKS, ...BLOCKS] });
testTransform("splitDataset()", { make: () => splitDataset({}), records: BLOCKS });

testSink("trainSink()", {
  make: (folder) => trainSink({ path: `${folder}/below/train.jsonl` }),
  records: BLOCKS,
  module: module("trainSink", (folder) => ({ path: `${folder}/below/train.jsonl` })),
});
testSink("processedSink()", {
  make: (folder) => processedSink({ path: `${folder}/processed.json` }),
  records: BLOCKS,
  module: module("processedSink", (folder) => ({ path: `${folder}/processed.json` })),
});
testSink("statisticsSink()", {
  make: (folder) => statisticsSink({ path: `${folder}/statistics.json` }),
  records: BLOCKS,
  module: module("statisticsSink", (folder) => ({ path: `${folder}/statistics.json` })),
});
testSink("rawSink()", {
  make: (folder) => rawSink({ path: `${folder}/raw.json` }),
  module: module("rawSink", (folder) => ({ path: `${folder}/raw.json` })),
});
