/** What the reference is known to lose or to fail at, and this does not. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { filterMessages } from "../../../plugins/finetune/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { inFolder } from "../telegram/support.ts";
import { chatWith, make, makeCompat, say, words } from "./support.ts";

Deno.test("the gap that is asked for is the gap that is used", async () => {
  const { blocks } = await make(chatWith([say(1, "Bob", "a", 0), say(2, "Ada", "b", 120)]), { gapSeconds: 60 });
  assert.equal(blocks.length, 2);
});

Deno.test("no block left, for any reason, is a result that says why", async () => {
  const chat = chatWith([say(1, "Bob", "a", 0), say(2, "Ada", "b", 1)]);
  const reasons = {
    "block: short": make(chat, { minTokens: 300 }),
    "chat: private_group": make({ ...chat, type: "private_group" }),
    "message: before the date limit": make(chat, { dateLimit: "2025-01-01" }),
    "message: in a long block": makeCompat(chatWith([say(1, "Bob", words(9), 0)]), { maxTokens: 5 }),
    "message: no text": makeCompat(chatWith([say(1, "Bob", "", 0)])),
  };
  for (const [reason, made] of Object.entries(reasons)) {
    const { report, drops, statistics } = await made;
    assert.equal(report.status, "ok", reason);
    assert.equal(statistics.num_blocks, 0, reason);
    assert.ok(drops[reason] > 0, `${reason}: ${JSON.stringify(drops)}`);
  }
});

Deno.test("chats may have names of any script, and one name may be of two", async () => {
  const list = [2, 3].map((id) => ({ ...chatWith([say(1, "Bob", "a", 0)]), id, name: "Иван 🫖" }));
  const { processed, statistics } = await makeCompat({ chats: { list } });
  assert.equal(processed.match(/"contact_name": "Иван 🫖"/g)?.length, 2);
  assert.equal(statistics.num_chats, 2);
});

Deno.test("a block that exactly fills the budget is kept, with its delimiters", async () => {
  const chat = chatWith([say(1, "Bob", words(5), 0), say(2, "Ada", words(5), 1)]);
  const { blocks } = await makeCompat(chat, { maxTokens: 10 });
  assert.equal(blocks.length, 1);
  const { blocks: ours, drops } = await make(chat, { maxTokens: 10 });
  assert.equal(ours.length, 2);
  assert.deepEqual(drops, {});
});

Deno.test("a limit in time with a zone is no failure", async () => {
  const chat = chatWith([say(1, "Bob", "a", 0)]);
  const { report, blocks } = await makeCompat(chat, { dateLimit: "2023-01-01T00:00:00+02:00" });
  assert.equal(report.status, "ok");
  assert.equal(blocks.length, 1);
});

Deno.test("forwarded words can be left out: they are not the sender's own", async () => {
  const chat = chatWith([
    say(1, "Bob", "mine", 0),
    say(2, "Bob", "theirs", 1, { forwarded_from: null }),
    say(3, "Bob", "a bot's", 2, { via_bot: "@gif" }),
  ]);
  await inFolder({ "result.json": chat }, async (folder) => {
    const sink = memorySink<{ messages: { id: string }[] }>();
    const source = telegramSource({ path: folder });
    await run(from(source).through(filterMessages({ forwarded: "drop" })).to(sink), {
      name: "forwards",
      ledger: memory(),
      stateFolder: `${folder}/state`,
    });
    assert.deepEqual(sink.records.map(({ messages }) => messages.map(({ id }) => id)), [["1"]]);
  });
});
