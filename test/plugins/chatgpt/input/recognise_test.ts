import assert from "node:assert/strict";
import { detect } from "../../../../plugins/chatgpt/input/detect.ts";
import { openInputs } from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { recognise } from "../../../../plugins/chatgpt/input/recognise.ts";
import { zip, type ZipMember } from "../../../support/zip_writer.ts";
import { context, conversations, inFolder, settings } from "./workbench.ts";

function archive(...names: string[]): Uint8Array {
  return zip(names.map((name): ZipMember => ({ name, data: "{}" })));
}

const claude = '[{"uuid":"1","name":"x","chat_messages":[{"sender":"human"}]}]';

/** Name, content, and what the sentence must hold. */
const OTHERS: [name: string, data: string | Uint8Array, expected: RegExp][] = [
  ["empty.zip", new Uint8Array(0), /^This is an empty file/],
  ["none.zip", zip([]), /^This is an empty zip archive/],
  ["locked.zip", zip(settings("a").map((member) => ({ ...member, flags: 1 }))), /^This is an encrypted zip archive/],
  ["claude.zip", zip([{ name: "conversations.json", data: claude }]), /^This is a Claude export/],
  ["claude2.zip", archive("conversations.json", "users.json", "projects.json"), /^This is a Claude export/],
  ["conversations.json", claude, /^This is a Claude export/],
  ["takeout.zip", archive("Takeout/My Activity/Gemini Apps/MyActivity.json"), /^This is a Google Takeout of Gemini/],
  ["MyActivity.json", '[{"header":"Gemini Apps","title":"Prompted x","products":[]}]', /^This is a Google Takeout/],
  ["page.zip", archive("chat.html"), /^This is only the page chat\.html/],
  ["chat.html", "<html><script>var jsonData = []</script>", /^This is only the page chat\.html/],
  ["text.docx", archive("[Content_Types].xml", "word/document.xml"), /^This is a Word document/],
  ["table.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), /^This is an Excel workbook/],
  ["a.pdf", "%PDF-1.7", /^This is a PDF document/],
  ["a.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /^This is an image \(PNG\)/],
  [
    "result.json",
    '{"name":"Ann","type":"personal_chat","id":1,"messages":[]}',
    /^This is a Telegram export, and only ChatGPT exports are read here/,
  ],
  ["full.json", '{"about":"…","chats":{"about":"","list":[{"id":1}]}}', /^This is a Telegram export/],
  ["telegram.zip", archive("ChatExport_2025-01-01/messages.html"), /Telegram export.*as JSON/],
  ["chats.csv", "id,conversation_log\n1,x\n", /^This is a table \(CSV\), and only ChatGPT exports are read here/],
  ["user.json", '{"id":"user-x","email":"a@example.org"}', /^This is user\.json, which stands beside/],
  ["side.zip", archive("user.json", "message_feedback.json"), /without its conversations/],
  ["media.zip", archive("personal/files/file-1_x.pdf"), /^This is a media part/],
  ["a.tgz", new Uint8Array([0x1f, 0x8b, 8, 0]), /gzip archive, unpack it/],
  ["odd.json", '{"some":"thing"}', /^This is JSON, but it holds no ChatGPT conversations/],
  ["notes.txt", "just notes", /^This is no ChatGPT export/],
  ["broken.zip", zip(settings("a")).slice(0, 20), /^This is a damaged zip archive/],
  ["photos.zip", archive("beach.jpg"), /^This is a zip archive without a ChatGPT export/],
];

for (const [name, data, expected] of OTHERS) {
  Deno.test(`recognise() says what ${name} is, and openInputs() refuses it with the same words`, async () => {
    await inFolder({ [name]: data }, async (folder) => {
      const sentence = await recognise(`${folder}/${name}`, context());
      // A media part may be opened, beside another input.
      if (name === "media.zip") return;
      assert.match(sentence ?? "", expected);
      assert.match(sentence ?? "", /[^.]\.$/);
      await assert.rejects(openInputs([`${folder}/${name}`], context()), (error: Error) => {
        assert.equal(error.name, "CannotRunError");
        assert.match(error.message, /^Cannot read ".*" as a ChatGPT export: this is /);
        assert.ok(error.message.endsWith(sentence!.slice(1, -1)), `${error.message}\n${sentence}`);
        return true;
      });
    });
  });
}

Deno.test("recognise() says what folders are", async () => {
  const files = {
    "built/threadloom.db": "x",
    "empty/notes.txt": "x",
    "single/My chat.json": "{}",
    "telegram/ChatExport_2025-01-01/result.json": "{}",
    "export/conversations.json": conversations("a"),
  };
  await inFolder(files, async (folder) => {
    const sentence = async (name: string) => await recognise(`${folder}/${name}`, context());
    assert.match(await sentence("built") ?? "", /folder that threadloom built/);
    assert.match(await sentence("empty") ?? "", /folder without a ChatGPT export/);
    assert.match(await sentence("single") ?? "", /FOLDER\/\*\.json/);
    assert.match(await sentence("telegram") ?? "", /Telegram export/);
    assert.equal(await sentence("export"), undefined);
  });
});

Deno.test("recognise() has nothing to say of a ChatGPT export", async () => {
  await inFolder({ "a.zip": zip(settings("a")), "conversations.json": conversations("a") }, async (folder) => {
    assert.equal(await recognise(`${folder}/a.zip`, context()), undefined);
    assert.equal(await recognise(`${folder}/conversations.json`, context()), undefined);
  });
});

Deno.test("detect() is sure of exports and says no to others", () => {
  const look = (entries: string[], first = "") =>
    detect({ path: "x", kind: "file", entries, firstBytes: new TextEncoder().encode(first) });
  assert.deepEqual(look(["conversations.json", "user.json", "chat.html"]).confidence, 1);
  assert.equal(look(["wrap/conversations-000.json", "wrap/conversations-001.json"]).confidence, 0.8);
  assert.match(look(["conversations-000.json", "export_manifest.json"]).sentence, /in 1 file\.$/);
  assert.ok(look(["User Online Activity/Conversations__x.zip", "report.html"]).confidence > 0.9);
  assert.equal(look(["conversations.json", "users.json", "projects.json"]).confidence, 0);
  assert.match(look(["conversations.json"], claude).sentence, /Claude/);
  assert.ok(look([], conversations("a")).confidence > 0.9);
  assert.match(look([], '{"name":"A","type":"personal_chat","messages":[]}').sentence, /Telegram/);
  assert.equal(look([], "hello").confidence, 0);
  assert.equal(look(["a.txt"]).confidence, 0);
});
