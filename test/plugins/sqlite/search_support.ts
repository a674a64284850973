/** Conversations to search in. */
import type { Conversation } from "../../../core/conversation.ts";
import { search, type SearchOptions } from "../../../plugins/sqlite/mod.ts";
import { conversation, inFolder, message, storeWith, thread } from "./support.ts";

/** A time, UTC. */
export const day = (text: string): number => Date.parse(`${text}Z`);

/** A thread with filters to search by, and a branch. */
export const trip: Conversation = conversation(
  "trip",
  thread(
    message("sys", "You plan journeys", {
      role: "system",
      hidden: "system message",
      createdAt: day("2024-01-31T23:00"),
    }),
    message("q", "How do I get from Paris to Rome?", { createdAt: day("2024-01-31T23:30") }),
    message("a", "Take the night train: Paris, Milan, Rome. Crème brûlée on board.", {
      role: "assistant",
      model: "gpt-4o",
      createdAt: day("2024-02-01T00:00"),
    }),
  ),
  { title: "Budget journey", branches: [message("b", "Fly from Paris to Rome", { parentId: "q" })] },
);
/** Words that are hard to cut. */
export const code: Conversation = conversation(
  "code",
  thread(
    message("q", "What's std::vector, and what is https://example.com/a?b=c for at 12:30?", {
      createdAt: day("2023-05-05T10:00"),
    }),
    message("a", "A vector grows; the budget is amortised.", {
      role: "assistant",
      model: "o1-mini",
      createdAt: day("2023-05-05T10:01"),
    }),
    message("t", "vectorised tool output", { role: "tool", author: "python", createdAt: day("2023-05-05T10:02") }),
  ),
);
/** Scripts that are written without spaces, and others. */
export const east: Conversation = conversation("east", [
  message("ja", "明日は東京都庁に行きます。カタカナも。"),
  message("zh", "我们在北京大学学习中文"),
  message("th", "ฉันอยากไปกรุงเทพพรุ่งนี้"),
  message("hi", "मुझे हिन्दी पसंद है"),
  message("ar", "مُحَمَّد في القاهرة"),
  message("wide", "ＡＢＣ社の２０２４年"),
  message("ext", "罕見字𠮷野家"),
  message("nul", "before\0after nothing"),
]);

/** Runs searches in a store with these conversations. */
export async function searching(
  run: (ids: (query: string, options?: SearchOptions) => string[], path: string) => void,
  ...more: Conversation[]
): Promise<void> {
  await inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, trip, code, east, ...more);
    // deno-lint-ignore require-await
    await (async () => run((query, options) => search(path, query, options).map(({ messageId }) => messageId), path))();
  });
}
