/** Exports read by several threads: the same chats, their copies united in the thread that reads them. */
import assert from "node:assert/strict";
import { type Conversation, visitRecords } from "../../../mod.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { chat, full, inFolder, lines, message, MONDAY, read } from "./support.ts";

Deno.test("two threads read what one does: chats from a full export, with copies in others, zone and owner", async () => {
  const chats = Array.from({ length: 9 }, (_, i) => chat([message(1, `in ${i}`), message(4, "end")], { id: 100 + i }));
  const old = message(2, "old", { date: "2023-01-02T09:00:02" });
  delete old.date_unixtime;
  const edited = message(1, "edited", { edited_unixtime: String(MONDAY + 9) });
  await inFolder({
    "ChatExport_2023-01-05/result.json": chat([edited, old], { id: 103 }),
    "DataExport_2023-02-01/result.json": full(chats),
    "z.json": chat([message(3, "three")], { id: 103 }),
  }, async (folder) => {
    const options = { timeZone: "UTC" };
    const alone = (await read(folder, options)).conversations.map((one): [string, string[]] => [one.id, lines(one)]);
    const visitor = new URL("./lines_visitor.ts", import.meta.url);
    const source = telegramSource({ path: folder, ...options });
    for (const threads of [1, 2]) {
      const { results, merged, dead } = await visitRecords<Conversation, [string, string[]][]>(source, visitor, {
        threads,
      });
      assert.deepEqual(results.flat().sort(), alone.toSorted());
      assert.deepEqual([merged, dead, results.length], [2, [], threads]);
    }
    const [, found] = alone.find(([id]) => id.endsWith(":103"))!;
    assert.deepEqual(found, ["1: edited", "2: old", "3: three", "4: end"]);
  });
});
