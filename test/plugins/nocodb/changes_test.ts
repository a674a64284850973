/** Reading a real NocoDB again: what changed since a bookmark; and rows that are odd. */
import assert from "node:assert/strict";
import { serviceTest } from "../../support/services.ts";
import { fill, inBase, read, sourceOf } from "./support.ts";

serviceTest(
  "nocodbSource() reads what changed since a bookmark: rows, messages, both, each conversation once",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 6);
      for (const apiVersion of ["v2", "v3"] as const) {
        const source = sourceOf(base, { apiVersion, pageSize: 2 });
        const first = await read(source);
        assert.deepEqual((await read(source, { after: first.bookmark })).ids, []);
        const [row] = await base.messages.add([{
          ConversationId: "c5",
          MessageId: `new ${apiVersion}`,
          Content: "one more",
        }]);
        await base.messages.edit([{ Id: 1, Content: `edited ${apiVersion}` }]);
        await base.conversations.edit([{ Id: 3, Status: apiVersion }]);
        await base.messages.edit([{ Id: 5, Content: `both ${apiVersion}` }]);
        const second = await read(source, { after: first.bookmark });
        assert.deepEqual(second.ids, ["c3", "c1", "c5"]);
        const c1 = second.conversations[1];
        assert.deepEqual(c1.messages.map(({ parts }) => parts[0]), [
          { type: "text", text: `edited ${apiVersion}` },
          { type: "text", text: "Answer 1" },
        ]);
        assert.deepEqual([c1.updatedAt, typeof second.conversations[0].updatedAt], [undefined, "number"]);
        assert.equal(second.conversations[2].messages.length, 3);
        await base.messages.remove([row]);
        await base.conversations.date("id = 3", "2025-03-03 12:00:00+00:00");
        base.messages.date("id = 1", "2025-03-01 12:00:00+00:00");
        base.messages.date("id = 5", "2025-03-03 12:00:00+00:00");
      }
    }),
);

serviceTest("nocodbSource() looks back by the overlap", "nocodb", (server) =>
  inBase(server, async (base) => {
    await fill(base, 2);
    const { bookmark } = await read(sourceOf(base));
    const at = new Date(Date.now() - 30_000).toISOString().slice(0, 19).replace("T", " ") + "+00:00";
    base.messages.date("id = 1", at, at);
    assert.deepEqual((await read(sourceOf(base), { after: bookmark })).ids, []);
    assert.deepEqual((await read(sourceOf(base, { overlapSeconds: 60 }), { after: bookmark })).ids, ["c1"]);
  }));

serviceTest(
  "nocodbSource() reads everything when the selection is another one",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 3);
      const { bookmark } = await read(sourceOf(base, { startDate: "2025-03-03" }));
      assert.deepEqual((await read(sourceOf(base), { after: bookmark })).ids, ["c1", "c2", "c3"]);
      assert.deepEqual((await read(sourceOf(base), { after: { format: 99 } })).ids, ["c1", "c2", "c3"]);
    }),
);

serviceTest(
  "nocodbSource() loses a row without an id by its number, and claims nothing then",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 2);
      await base.conversations.add([{ Title: "whose?" }]);
      const { ids, lost, claims } = await read(sourceOf(base));
      assert.deepEqual([ids, lost, claims], [["c1", "c2"], 1, 0]);
    }),
);

serviceTest(
  "nocodbSource() tells message ids apart that come twice, and keeps no parent that is not there",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await base.conversations.add([{ ConversationId: "c" }]);
      await base.messages.add(
        ["m", "m", "m#2", null].map((MessageId) => ({
          ConversationId: "c",
          MessageId,
          Role: "Moderator",
          Content: "x",
        })),
      );
      const { conversations: [{ messages }] } = await read(sourceOf(base));
      assert.deepEqual(messages.map(({ id }) => id), ["m", "m#3", "m#2", "row 4"]);
      assert.deepEqual([messages[0].role, messages[0].metadata], ["user", { role: "Moderator" }]);
    }),
);
