/** Reading a real NocoDB: both versions of its API, what is chosen, what is found, what changes. */
import assert from "node:assert/strict";
import { serviceTest } from "../../support/services.ts";
import { fill, inBase, newTable, read, sourceOf } from "./support.ts";

serviceTest(
  "nocodbSource() hands over conversations whole, the same by both versions of the API",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 3);
      const [v2, v3] = [
        await read(sourceOf(base, { apiVersion: "v2" })),
        await read(sourceOf(base, { apiVersion: "v3" })),
      ];
      assert.deepEqual(v3.conversations, v2.conversations);
      assert.deepEqual([v2.ids, v2.claims], [["c1", "c2", "c3"], 1]);
      assert.deepEqual(v2.conversations[1], {
        id: "c2",
        source: "nocodb",
        title: "Talk 2",
        createdAt: Date.UTC(2025, 2, 2, 12),
        participants: [{ id: "u2", role: "user" }, { id: "app-0", role: "assistant" }],
        messages: [
          {
            id: "m2a",
            role: "user",
            createdAt: Date.UTC(2025, 2, 2, 12),
            parts: [{ type: "text", text: "Question 2" }],
            metadata: {},
          },
          {
            id: "m2b",
            role: "assistant",
            createdAt: Date.UTC(2025, 2, 2, 12),
            parts: [{ type: "text", text: "Answer 2" }],
            metadata: {},
          },
        ],
        branches: [],
        assets: [],
        metadata: { appId: "app-0", userId: "u2", status: "open", language: "nl" },
      });
    }),
);

serviceTest(
  "nocodbSource() pages by key whatever the page size, and asks for few pages",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 7);
      const whole = await read(sourceOf(base));
      for (const [apiVersion, pageSize] of [["v2", 1], ["v2", 3], ["v3", 1], ["v3", 7]] as const) {
        const some = await read(sourceOf(base, { apiVersion, pageSize }));
        assert.deepEqual(some.conversations, whole.conversations, `${apiVersion}, pages of ${pageSize}`);
      }
      assert.ok(whole.counts.requests <= 10, `${whole.counts.requests} requests`);
    }),
);

serviceTest(
  "nocodbSource() takes base and tables by id, by title, and by a title that is written otherwise",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 1);
      const { id, title, conversations, messages } = base;
      for (
        const names of [
          { base: id, conversationsTable: conversations.id, messagesTable: messages.id },
          { base: title, conversationsTable: "conversations" },
          { base: title.toUpperCase(), conversationsTable: "Conver_sations", messagesTable: "MESSAGES" },
        ]
      ) {
        for (const apiVersion of ["v2", "v3"] as const) {
          assert.deepEqual((await read(sourceOf(base, { ...names, apiVersion }))).ids, ["c1"]);
        }
      }
    }),
);

serviceTest(
  "nocodbSource() lists what there is when base, table or column is not found",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      for (const apiVersion of ["v2", "v3", "auto"] as const) {
        const fails = (options: object, message: RegExp) =>
          assert.rejects(read(sourceOf(base, { apiVersion, ...options })), { name: "CannotRunError", message });
        await fails(
          { base: base.title + "s" },
          new RegExp(`Cannot find base .* there are .*"${base.title}".*did you mean "${base.title}"`),
        );
        await fails(
          { messagesTable: "mesages" },
          /Cannot find table "mesages" on .*: there are "conversations", "messages"; did you mean "messages"\?/,
        );
        await fails(
          { fields: { title: "Titel" } },
          /Cannot find column "Titel" in table "conversations": it has .*"Title".*fields\.title, perhaps "Title"/,
        );
        await fails({ messagesColumn: "Chat" }, /Cannot find column "Chat" in table "conversations".*messagesColumn/);
      }
    }),
);

serviceTest(
  "nocodbSource() chooses by UTC days of creation, both ends included, and by app",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 5);
      base.conversations.date("id = 2", "2025-03-02 00:00:00+00:00");
      base.conversations.date("id = 4", "2025-03-04 23:59:59+00:00");
      for (const apiVersion of ["v2", "v3"] as const) {
        const ids = async (options: object) => (await read(sourceOf(base, { apiVersion, ...options }))).ids;
        assert.deepEqual(await ids({ startDate: "2025-03-02", endDate: "2025-03-04" }), ["c2", "c3", "c4"]);
        assert.deepEqual(await ids({ startDate: "2025-03-05" }), ["c5"]);
        assert.deepEqual(await ids({ endDate: "2025-03-01" }), ["c1"]);
        assert.deepEqual(await ids({ appId: "app-1", startDate: "2025-03-02" }), ["c3", "c5"]);
        assert.deepEqual(await ids({ appId: "app-1,app-0" }), []);
      }
      const some = await read(sourceOf(base, { startDate: "2025-03-02" }));
      assert.equal(some.claims, 0, "a part of the conversations are not all there are");
    }),
);

serviceTest("nocodbSource() finds ids of any text", "nocodb", (server) =>
  inBase(server, async (base) => {
    const ids = [
      "a b",
      "a,b",
      "a(b)",
      'a"b',
      "a'b",
      `a"b'c`,
      "a\\",
      "ünï",
      "a%b",
      "x)~or(Id,gt,0",
      " c ",
      "@a",
      "null",
      "7",
    ];
    await base.conversations.add(ids.map((ConversationId) => ({ ConversationId })));
    await base.messages.add(
      ids.map((id) => ({ ConversationId: id, MessageId: `of ${id}`, Content: id, Role: "user" })),
    );
    for (const apiVersion of ["v2", "v3"] as const) {
      const { conversations } = await read(sourceOf(base, { apiVersion }));
      assert.deepEqual(
        conversations.map(({ id, messages }) => [id, messages.map((one) => one.id)]),
        ids.map((id) => [id, [`of ${id}`]]),
      );
    }
  }));

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
  "nocodbSource() reads messages from a column of JSON",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      const table = await newTable(base, "talks", [
        ...["Conversation ID", "app_id"].map((title) => ({
          title,
          column_name: title.replace(" ", "_"),
          uidt: "SingleLineText",
        })),
        { title: "Chat Log", column_name: "chat", uidt: "JSON" },
        { title: "Tags", column_name: "tags", uidt: "SingleLineText" },
      ]);
      const said = [{ role: "human", content: "Hoi", created_at: "2025-05-01T10:00:00Z" }, {
        Role: "bot",
        Text: "Dag",
        score: 0.5,
      }];
      await table.add([
        { "Conversation ID": "j1", app_id: "a", "Chat Log": JSON.stringify(said), Tags: "x" },
        { "Conversation ID": "j2" },
      ]);
      for (const apiVersion of ["v2", "v3"] as const) {
        const { conversations: [one, two] } = await read(
          sourceOf(base, { apiVersion, conversationsTable: "talks", messagesColumn: "chat log" }),
        );
        assert.deepEqual(one.messages, [
          {
            id: "message 0",
            role: "user",
            createdAt: Date.UTC(2025, 4, 1, 10),
            parts: [{ type: "text", text: "Hoi" }],
            metadata: {},
          },
          { id: "message 1", role: "assistant", parts: [{ type: "text", text: "Dag" }], metadata: { score: 0.5 } },
        ]);
        assert.deepEqual([one.metadata, two.messages], [{ Tags: "x", appId: "a" }, []]);
      }
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
