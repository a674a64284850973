/** What other threads make of conversations: drops, failures and texts arrive where they came from. */
import assert from "node:assert/strict";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { plainContext } from "../../../host/workers.ts";
import { deadLetters, from, run } from "../../../mod.ts";
import {
  type FinetuneSettings,
  LentTexts,
  MadeChat,
  openMaker,
  TextBuffer,
  toFinetuneFiles,
} from "../../../plugins/finetune/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { inFolder } from "../telegram/support.ts";
import { chatWith, make, say } from "./support.ts";

/** Makes the files of an export as a thread and the thread of the run do together, in this one; looks at all of it. */
function makeApart(chats: ReturnType<typeof chatWith>[], more: Partial<FinetuneSettings>) {
  return inFolder({ "result.json": chats }, async (folder) => {
    const settings: FinetuneSettings = { out: `${folder}/data`, minTokens: 1, ...more };
    const counts = new Map<string, number>();
    const context: Context = plainContext(new AbortController().signal, counts);
    const maker = await openMaker(settings, () => context, () => {});
    const made: MadeChat[] = [];
    const add = async (conversation: Conversation): Promise<undefined> => {
      // What changes threads is cloned.
      const buffer = new TextBuffer();
      made.push(new MadeChat(structuredClone(await maker([conversation], buffer)), new LentTexts(buffer.end())));
    };
    const options = { name: "apart", ledger: memory(), stateFolder: `${folder}/state` };
    const opened: string[] = [];
    const elsewhere = {
      // deno-lint-ignore require-await -- a throw would be a rejection
      async opened(transform: string) {
        opened.push(transform);
      },
    };
    const source = await telegramSource({ path: `${folder}/result.json` }).open(context);
    for await (const { units } of source.read()) {
      for (const unit of units) for (const record of await unit.parse() as Conversation[]) await add(record);
    }
    await source.close();
    const report = await run(from(made).to(...toFinetuneFiles(settings, elsewhere)), options);
    const files: { [name: string]: string } = {};
    for await (const { name } of Deno.readDir(settings.out)) {
      files[name] = await Deno.readTextFile(`${settings.out}/${name}`);
    }
    return { files, report, opened, dead: await deadLetters(options) };
  });
}

const TALK = [say(1, "Bob", "Are you \ud83d there?", 0), say(2, "Ada", "Yes.\nI am.", 5)];

Deno.test("a transform that fails elsewhere makes a dead letter of that transform, with its words", async () => {
  const chats = [chatWith(TALK, { type: "private_group", id: 7 })];
  const settings = { chatTypes: ["private_group"] };
  const { dead, opened } = await makeApart(chats, settings);
  const [expected] = (await make(chats, settings)).dead;
  assert.match(expected, /Cannot tell whose chat/);
  assert.deepEqual(dead.map(({ plugin, stage, error }) => [plugin, stage, error]), [[
    "assignRoles",
    "transform",
    expected,
  ]]);
  assert.deepEqual(opened, ["filterMessages", "assignRoles", "splitIntoBlocks", "mergeTurns"]);
});

Deno.test("what is left out elsewhere is a drop here, and texts of all files are the same", async () => {
  const chats = [
    chatWith(TALK),
    chatWith([], { id: 3, name: "Nobody" }),
    chatWith(TALK, { id: 4, type: "bot_chat" }),
    chatWith([...TALK, say(3, "Bob", "Tea? ".repeat(900), 9)], { id: 5, name: "Long" }),
  ];
  const settings: Partial<FinetuneSettings> = { me: "user1", raw: true, page: true, validation: 0.5, redact: "drop" };
  const apart = await makeApart(chats, settings);
  const together = await make(chats, settings);
  assert.deepEqual(apart.files, together.files);
  assert.deepEqual(apart.report.drops, together.report.drops);
  assert.deepEqual(apart.report.source, together.report.source);
});

Deno.test("memory of texts comes back once all were let go, and the next texts lie in it", () => {
  const buffer = new TextBuffer();
  const words = ["one", "zwei 🙂", "x".repeat(600_000), "vier"];
  const places = words.map((text) => buffer.add(text));
  const spare: ArrayBuffer[] = [];
  const pieces = structuredClone(buffer.end());
  const texts = new LentTexts(pieces, (some) => spare.push(...some));
  texts.expect(words.length);
  assert.deepEqual(places.map((place) => new TextDecoder().decode(texts.at(place))), words);
  for (let i = 1; i < words.length; i++) texts.letGo();
  assert.equal(spare.length, 0, "one is still needed");
  texts.letGo();
  // The one that was made for a long text alone is not kept.
  assert.deepEqual([spare.length, pieces.length], [1, 2]);
  const [first] = spare;
  const next = new TextBuffer(spare);
  next.add("five");
  assert.equal(spare.length, 0);
  assert.ok(next.end()[0] === first);
  assert.deepEqual(next.endRow().map((row) => new TextDecoder().decode(row)), ["five"]);
});
