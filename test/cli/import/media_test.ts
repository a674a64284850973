/**
 * Media on the command line: what `inspect` counts, what `import` selects, what `rematch-media` adds.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { zip } from "../../support/zip_writer.ts";
import { chat, members } from "../../plugins/chatgpt/media/support.ts";
import { threadloom } from "../support.ts";
import { inFolder, names, report } from "./support.ts";

const ONE = "file-AbCdEfGhJkLmNpQrStUvWx12";
const TWO = "file_" + "b".repeat(32);
const FOLDER = "6650c1f2-0000-4000-8000-000000000001";
const attached = (id: string, name: string) => ({ metadata: { attachments: [{ id, name }] } });

function spoken(id: string) {
  const part = { content_type: "audio_asset_pointer", asset_pointer: `sediment://${id}`, format: "wav" };
  return { content: { content_type: "multimodal_text", parts: [part] } };
}

const CHATS = [chat("notes", [attached(ONE, "a.txt")]), chat("voice", [spoken(TWO)]), chat("plain", [{}])];
const EXPORT = zip([...members(CHATS, { [`${TWO}.wav`]: "voice" }), { name: "user.json", data: '{"id":"user-x"}' }]);
const LATER = zip([{ name: `personal/files/${ONE}_a.txt`, data: "text" }]);

async function withExport(work: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "e.zip"), EXPORT);
    await Deno.writeFile(join(folder, "Files__1.zip"), LATER);
    await work(folder);
  });
}

Deno.test("inspect counts media by kind, and how many of those that messages name are there", async () => {
  await withExport(async (folder) => {
    const { media } = await report(folder, 0, "inspect", "e.zip") as { media: { [key: string]: unknown } };
    const { files, ...matches } = media;
    assert.deepEqual(matches, { conversations: 1, matched: 1, missing: 1, ambiguous: 0 });
    assert.equal((files as { audio_files: number }).audio_files, 1);
    const { out } = await threadloom(["inspect", "e.zip"], folder);
    assert.match(out, /media {10}1 file \(1 recording\), 5 bytes\n/);
    assert.match(out, /of messages {4}1 matched in 1 conversation, 1 missing\n/);
    const both = await threadloom(["inspect", "e.zip", "Files__1.zip"], folder);
    assert.match(both.out, /Together, of the media of messages: 2 matched in 2 conversations\n/);
  });
});

Deno.test("inspect reads an export that lies in a folder of an archive", async () => {
  await inFolder(async (folder) => {
    const inner = members(CHATS, {}).map((member) => ({ ...member, name: `my export/${member.name}` }));
    await Deno.writeFile(join(folder, "e.zip"), zip(inner));
    const { conversations, path } = await report(folder, 0, "inspect", "e.zip");
    assert.equal(conversations, 3);
    assert.equal(path, "e.zip!/my export");
  });
});

Deno.test("import takes conversations with media, of kinds of media, and of a time", async () => {
  await withExport(async (folder) => {
    const taken = async (...flags: string[]): Promise<string[]> => {
      const out = `out-${crypto.randomUUID()}`;
      await report(folder, 0, "import", "e.zip", "Files__1.zip", "--jsonl", "--no-archive", "--out", out, ...flags);
      const lines = (await Deno.readTextFile(join(folder, out, "conversations.jsonl"))).split("\n").filter(Boolean);
      return lines.map((line) => JSON.parse(line).id).sort();
    };
    assert.deepEqual(await taken("--with-media"), ["notes", "voice"]);
    assert.deepEqual(await taken("--kinds", "audio,video"), ["voice"]);
    assert.deepEqual(await taken("--after", "2025-10-09", "--before", "2025-10-10"), ["notes", "plain", "voice"]);
    const all = ["--with-media", "--kinds", "audio", "--after", "2025-10-09", "--before", "2025-10-10", "--limit", "1"];
    assert.deepEqual(await taken(...all), ["voice"]);
    const none = await report(folder, 0, "import", "e.zip", "--no-archive", "--out", "none", "--after", "2025-10-10");
    assert.equal((none.source as { read: number }).read, 0);
    const wrong = await threadloom(["import", "e.zip", "--kinds", "sound"], folder);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /expected kinds of image, audio, video, file/);
    const plan = await threadloom(["import", "e.zip", "--with-media", "--dry-run", "-o", "p.json"], folder);
    assert.equal(plan.code, 2);
    assert.match(plan.err, /Cannot write a plan of some conversations/);
  });
});

Deno.test("import reads an inner archive of a portal export once, though it lies there twice, and no document for one", async () => {
  await inFolder(async (folder) => {
    const document = zip([{ name: "word/document.xml", data: "<w/>" }]);
    const outer = zip([
      { name: "User Online Activity/Conversations__h-chatgpt-0001.zip", data: EXPORT, method: "store" },
      { name: "User Online Activity/Conversations__h-chatgpt-0001 (1).zip", data: EXPORT },
      {
        name: "User Online Activity/Files__h-files-0001.zip",
        data: zip([
          { name: `personal/files/${ONE}_a.docx`, data: document },
        ]),
      },
      { name: "User Online Activity/letter.docx", data: document },
    ]);
    await Deno.writeFile(join(folder, "portal.zip"), outer);
    const { source, metrics } = await report(folder, 0, "import", "portal.zip", "--out", "chats");
    assert.equal((source as { passed: number }).passed, CHATS.length);
    assert.equal((metrics as { merged: number }).merged, CHATS.length);
    const archive = join(folder, "chats/archive");
    const media: string[] = [];
    for (const name of await names(archive)) {
      if (/^\d{4}-/.test(name)) media.push(...await names(join(archive, name, "media")).catch(() => []));
    }
    assert.deepEqual(media.map((name) => name.replace(/^[0-9a-f]{12}_/, "")).sort(), ["a.txt.zip", `${TWO}.txt`]);
  });
});

Deno.test("rematch-media adds what came later to an import and its archive, and says before and after", async () => {
  await withExport(async (folder) => {
    await report(folder, 0, "import", "e.zip", "--out", "chats");
    const again = await report(folder, 0, "rematch-media", "chats/archive", "Files__1.zip");
    assert.deepEqual(again.before, { conversations: 1, files: 1 });
    assert.deepEqual(again.after, { conversations: 2, files: 2 });
    const { source, sinks } = again.report as {
      source: { unchanged: number };
      sinks: { archive: { puts: number } };
    };
    assert.equal(source.unchanged, 2);
    assert.equal(sinks.archive.puts, 1);
    const index = JSON.parse(await Deno.readTextFile(join(folder, "chats/.threadloom/media_index.json")));
    assert.deepEqual(index.file_id_to_media[ONE], [{
      path: `personal/files/${ONE}_a.txt`,
      filename: "a.txt",
      type: "uploaded_file",
      size: 4,
    }]);
    const third = await report(folder, 0, "rematch-media", "chats");
    assert.deepEqual(third.after, { conversations: 2, files: 2 });
    assert.equal((third.report as typeof again.report as { source: { unchanged: number } }).source.unchanged, 3);

    // The index names conversations and files of theirs: it goes with what is forgotten.
    const [id] = Object.keys(index.conversation_to_media);
    await report(folder, 0, "forget", id ?? "c1", "--out", "chats");
    await assert.rejects(Deno.stat(join(folder, "chats/.threadloom/media_index.json")), Deno.errors.NotFound);
  });
});

Deno.test("rematch-media puts bytes into the folders of an earlier tool, replaces nothing, and writes an index", async () => {
  await inFolder(async (folder) => {
    const put = async (path: string, data: string) => {
      const full = join(folder, "old", path);
      await Deno.mkdir(join(full, ".."), { recursive: true });
      await Deno.writeTextFile(full, data);
    };
    const work = "_tmp/User Online Activity";
    const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
    const generated =
      `personal/dallelabs/user-data/chatgptgenerations/user-x/conversations/${FOLDER}/aaaabbbbccccdddd.webp`;
    const chats = [CHATS[0], chat(FOLDER, [{}]), CHATS[2]];
    await put("index.json", '{"conversation_count":2,"folders":[]}');
    await put(`${work}/Conversations__x_1/conversations.json`, JSON.stringify(chats));
    await put(`${work}/Files__x_1/personal/files/${ONE}_a.txt`, "text");
    await put(`${work}/Dall-E__x_1/${generated}`, "a fox");
    await put("2025-10-09_notes_00001/conversation.json", JSON.stringify({ id: "notes", title: "notes" }));
    await put("2025-10-09_notes_00001/media_manifest.json", '{"mine":"mine.txt"}');
    await put(`2025-10-09_notes_00001/media/${hash("text")}_already.txt`, "text");
    await put("2025-10-09_drawn_00002/conversation.json", JSON.stringify({ conversation_id: FOLDER }));
    const done = await report(folder, 0, "rematch-media", "old");
    assert.deepEqual(done.before, { conversations: 1, files: 1 });
    assert.deepEqual(done.after, { conversations: 2, files: 2 });
    assert.deepEqual(await names(join(folder, "old/2025-10-09_notes_00001/media")), [`${hash("text")}_already.txt`]);
    const added = `${hash("a fox")}_aaaabbbbccccdddd.webp`;
    assert.equal(await Deno.readTextFile(join(folder, "old/2025-10-09_drawn_00002/media", added)), "a fox");
    const manifest = JSON.parse(
      await Deno.readTextFile(join(folder, "old/2025-10-09_drawn_00002/media_manifest.json")),
    );
    assert.deepEqual(manifest, { [generated]: added });
    const { summary, conversation_to_media } = JSON.parse(
      await Deno.readTextFile(join(folder, "old/media_index.json")),
    );
    assert.equal(summary.total_media_files, 2);
    assert.deepEqual(Object.keys(conversation_to_media), [FOLDER, "notes"]);
    const second = await report(folder, 0, "rematch-media", "old");
    assert.deepEqual(second.before, second.after);
  });
});

Deno.test("rematch-media reads the conversations of an earlier tool's folders where its export has only media left", async () => {
  await inFolder(async (folder) => {
    const put = async (path: string, data: string) => {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, path), data);
    };
    await put("old/index.json", '{"conversation_count":1,"folders":[]}');
    await put(`old/_tmp/User Online Activity/Files__x_1/${ONE}_a.txt`, "text");
    await put("old/2025-10-09_notes_00001/conversation.json", JSON.stringify(CHATS[0]));
    const done = await report(folder, 0, "rematch-media", "old");
    assert.deepEqual([done.before, done.after], [{ conversations: 0, files: 0 }, { conversations: 1, files: 1 }]);
    const [name, ...more] = await names(join(folder, "old/2025-10-09_notes_00001/media"));
    assert.deepEqual(more, []);
    assert.equal(await Deno.readTextFile(join(folder, "old/2025-10-09_notes_00001/media", name)), "text");
  });
});

Deno.test("rematch-media takes a folder of media files as they lay in the export", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "conversations.json"), JSON.stringify(CHATS));
    await report(folder, 0, "import", "conversations.json", "--out", "chats");
    await Deno.mkdir(join(folder, "unpacked"));
    await Deno.writeTextFile(join(folder, "unpacked", `${ONE}-a.txt`), "text");
    const alone = await threadloom(["import", "unpacked", "--out", "other"], folder);
    assert.equal(alone.code, 2, alone.out);
    const { before, after } = await report(folder, 0, "rematch-media", "chats", "unpacked");
    assert.deepEqual([before, after], [{ conversations: 0, files: 0 }, { conversations: 1, files: 1 }]);
  });
});

Deno.test("rematch-media says what a folder is not", async () => {
  await inFolder(async (folder) => {
    const { code, err } = await threadloom(["rematch-media", "."], folder);
    assert.equal(code, 2);
    assert.match(err, /Cannot rematch ".": it is no folder of an import/);
  });
});
