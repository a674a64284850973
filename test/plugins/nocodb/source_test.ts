/** Reading a real NocoDB: both versions of its API, what is chosen, what is found. */
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
