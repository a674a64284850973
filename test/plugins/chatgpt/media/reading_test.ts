/**
 * The bytes behind a match: streamed while the source is open, checked; and what runs again when media are added.
 *
 * @module
 */
import assert from "node:assert/strict";
import { from, type Ledger, type Report, run } from "../../../../mod.ts";
import type { Conversation } from "../../../../core/conversation.ts";
import { chatgptSource } from "../../../../plugins/chatgpt/mod.ts";
import { memory } from "../../../../plugins/ledger/mod.ts";
import { memoryStore } from "../../../../plugins/memory/mod.ts";
import { LAYOUTS, packExport, renderExport, thread } from "../../../support/exports/mod.ts";
import { zip } from "../../../support/zip_writer.ts";
import { balances, inFolder } from "../reading.ts";
import { chat, members } from "./support.ts";

const ID = "file-AbCdEfGhJkLmNpQrStUvWx12";
const attached = (id: string, name = "a.txt") => ({ metadata: { attachments: [{ id, name }] } });

/** Reads all assets' bytes while the exports are open. */
async function bytesOf(path: string | string[]): Promise<{ id: string; text: string }[]> {
  const all: { id: string; text: string }[] = [];
  const look = async (conversation: Conversation) => {
    for (const { id, open } of conversation.assets) {
      for (const again of [1, 2]) {
        const text = open === undefined
          ? "none"
          : await new Response(await open()).text().catch((e) => `! ${e.message}`);
        if (again === 1) all.push({ id, text });
        else assert.equal(text, all.at(-1)!.text, "each call gives a fresh stream");
      }
    }
    return conversation;
  };
  const settings = { name: "bytes", stateFolder: "/nonexistent/threadloom", ledger: memory() };
  const report = await run(
    from(chatgptSource({ path })).through(look).to(memoryStore({ name: crypto.randomUUID() })),
    settings,
  );
  assert.equal(report.status, "ok", report.notes.join());
  return all.sort((a, b) => a.id < b.id ? -1 : 1);
}

Deno.test("an asset's bytes are those of its file, in every layout, out of zips, inner zips and folders", async () => {
  const picture = { name: "fox.png", mediaType: "image/png", bytes: new TextEncoder().encode("a fox") };
  const chats = [thread("6650c1f2-0000-4000-8000-000000000001", "Foxes", ["Draw", "Here"])];
  chats[0].messages[0].media = [
    { ...picture, id: "file-AbCdEfGhJkLmNpQrStUvWx", use: "upload", bytes: new TextEncoder().encode("scan") },
    { ...picture, id: "file_" + "c".repeat(32), name: "v.wav", use: "audio", bytes: new TextEncoder().encode("voice") },
  ];
  chats[0].messages[1].media = [{ ...picture, id: "file_" + "b".repeat(32), use: "generated" }];
  for (const layout of LAYOUTS.filter((layout) => !/^single|^backend|2026$/.test(layout))) {
    for (const innerMethod of ["store", "deflate"] as const) {
      await inFolder({ "e.zip": packExport(renderExport(chats, layout), { innerMethod }) }, async (folder) => {
        assert.deepEqual(
          (await bytesOf(`${folder}/e.zip`)).map(({ text }) => text),
          ["scan", "a fox", "voice"],
          layout,
        );
      });
    }
  }
});

Deno.test("an asset's bytes end in an error where they do not have their checksum", async () => {
  const all = members([chat("c", [attached(ID)])], {});
  const bad = zip([...all, { name: `${ID}-a.txt`, data: "damaged", method: "store", crc: 1 }]);
  await inFolder({ "e.zip": bad }, async (folder) => {
    const [{ text }] = await bytesOf(`${folder}/e.zip`);
    assert.match(text, /^! Cannot trust "file-AbC.*": its bytes do not have the checksum/);
  });
});

/** Runs exports into one store; says which conversations were written, and the report. */
function importer(): { run(...path: string[]): Promise<{ parsed: string[]; report: Report; held: Conversation[] }> } {
  const store = memoryStore<Conversation>({ name: crypto.randomUUID() });
  const ledger: Ledger = memory();
  let parsed: string[] = [];
  const note = (conversation: Conversation) => {
    parsed.push(conversation.id);
    return conversation;
  };
  return {
    async run(...path) {
      parsed = [];
      const settings = { name: "gain", stateFolder: "/nonexistent/threadloom", ledger };
      const report = await run(from(chatgptSource({ path })).through(note).to(store), settings);
      balances(report);
      return { parsed: parsed.sort(), report, held: [] };
    },
  };
}

Deno.test("a second input with bytes runs again just the conversations that gain some; a third run runs none", async () => {
  const other = "file-ZyXwVuTsRqPoNmLkJiHgFeDc";
  const chats = [chat("a", [attached(ID)]), chat("b", [attached(other)]), chat("c", [{}])];
  const first = zip(members(chats, { [`${other}-b.txt`]: "b" }));
  const media = zip([{ name: `personal/files/${ID}_a.txt`, data: "a" }, { name: "personal/files/x.txt", data: "x" }]);
  await inFolder({ "e.zip": first, "Files__1.zip": media }, async (folder) => {
    const { run } = importer();
    const [one, two] = [`${folder}/e.zip`, `${folder}/Files__1.zip`];
    assert.deepEqual((await run(one)).parsed, ["a", "b", "c"]);
    assert.deepEqual((await run(one)).parsed, []);
    const gained = await run(one, two);
    assert.deepEqual(gained.parsed, ["a"]);
    assert.equal(gained.report.metrics["media matched"], 1);
    assert.deepEqual((await run(one, two)).parsed, []);
    // A copy of what is there adds nothing.
    await Deno.writeFile(`${folder}/Files__2.zip`, media);
    assert.deepEqual((await run(one, two, `${folder}/Files__2.zip`)).parsed, []);
  });
});

Deno.test("conversations are found again by ids in fields and text when their files come later", async () => {
  const uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const chats = [
    chat("text", [{ content: { content_type: "text", parts: [`see ${ID}`] } }]),
    chat("uuid", [{ content: { content_type: "text", parts: [`see ${uuid}`] } }]),
    chat("named", [attached("file-ZyXwVuTsRqPoNmLkJiHgFeDc", "scan.pdf")]),
    chat("sized", [{
      metadata: { attachments: [{ id: "file-YyXwVuTsRqPoNmLkJiHgFeDc", name: "scan.pdf", size: 4 }] },
    }]),
    chat("linked", [{ role: "assistant", content: { content_type: "text", parts: ["sandbox:/mnt/data/ünï.csv"] } }]),
    chat("none", [{}]),
  ];
  const media = zip([
    { name: `personal/files/${ID}_a.txt`, data: "a" },
    { name: `personal/dallelabs/${uuid}.webp`, data: "u" },
    { name: "personal/files/scan.pdf", data: "scan" },
    { name: "user-AbCdEfGhIjKlMnOpQrStUvWx/0123/mnt/data/ünï.csv", data: "1,2" },
  ]);
  await inFolder({ "e.zip": zip(members(chats, {})), "Files__1.zip": media }, async (folder) => {
    const { run } = importer();
    assert.equal((await run(`${folder}/e.zip`)).parsed.length, 6);
    assert.deepEqual((await run(`${folder}/e.zip`, `${folder}/Files__1.zip`)).parsed, [
      "linked",
      "sized",
      "text",
      "uuid",
    ]);
  });
});
