/**
 * The media index: its file, what it keeps beside the ledger, and what hostile names do to it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Context } from "../../../../core/context.ts";
import {
  buildMediaIndex,
  type IndexContext,
  type MediaIndexFile,
  mediaIndexFile,
  openInputs,
  writeMediaIndex,
} from "../../../../plugins/chatgpt/mod.ts";
import { zip, type ZipMember } from "../../../support/zip_writer.ts";
import { context, inFolder } from "../input/workbench.ts";
import { assetsOf, chat, members, readZip, told } from "./support.ts";

const CHAT = "6650c1f2-0000-4000-8000-000000000001";
const ID = "file_" + "a".repeat(32);

async function indexOf(archive: ZipMember[], given: Partial<Context> = {}): Promise<MediaIndexFile> {
  let made: MediaIndexFile | undefined;
  await inFolder({ "e.zip": zip(archive) }, async (folder) => {
    const inputs = await openInputs([`${folder}/e.zip`], context());
    try {
      const needs: IndexContext = { ...context(), ...given };
      made = mediaIndexFile(await buildMediaIndex(inputs.exports, needs));
    } finally {
      inputs.close();
    }
  });
  return made!;
}

Deno.test("mediaIndexFile() lists media by conversation, pointer, id, and name with size, and counts kinds", async () => {
  const files = {
    [`${CHAT}/audio/${ID}-1b4e28ba-2fa1-41d2-883f-0016d3cca427.wav`]: "voice",
    "file-AbCdEfGhIjKlMnOpQrStUvWx-Scan.pdf": "scan",
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca421.webp": "fox",
    "shopping.json": "[]",
    "chat.html": "<html>",
  };
  const index = await indexOf(members([chat(CHAT, [{}])], files));
  assert.deepEqual(index.summary, {
    conversations_with_media: 1,
    total_media_files: 3,
    unique_media_files: 3,
    dalle_images: 1,
    uploaded_files: 1,
    audio_files: 1,
    code_outputs: 0,
    library_files: 0,
    total_bytes: 12,
  });
  const voice = {
    path: Object.keys(files)[0],
    filename: `${Object.keys(files)[0].split("/")[2]}`,
    type: "audio",
    size: 5,
  };
  const scan = { path: Object.keys(files)[1], filename: "Scan.pdf", type: "uploaded_file", size: 4 };
  assert.deepEqual({ ...index.conversation_to_media }, { [CHAT]: [voice] });
  assert.deepEqual({ ...index.file_service_to_media }, {
    "file-service://file-AbCdEfGhIjKlMnOpQrStUvWx": [scan],
    [`sediment://${ID}`]: [voice],
  });
  assert.deepEqual(Object.keys(index.file_id_to_media), ["file-AbCdEfGhIjKlMnOpQrStUvWx", ID]);
  assert.deepEqual({ ...index.name_size_to_media }, { "scan.pdf|4": [scan] });
});

Deno.test("writeMediaIndex() writes valid JSON whatever the names are", async () => {
  const archive = [
    ...members([chat(CHAT, [{}])], { "__proto__/audio/voice.wav": "v", "constructor/image/x.png": "x" }),
    {
      name: "conversation_asset_file_names.json",
      data: '{"__proto__":"dalle-generations/x.webp","a.dat":{"b":1},"c":null}',
    },
    { name: "library_files.json", data: '[null,1,{"file_id":"__proto__","id":7},{"file_id":{}}]' },
  ];
  await inFolder({ "e.zip": zip(archive) }, async (folder) => {
    const inputs = await openInputs([`${folder}/e.zip`], context());
    const index = await buildMediaIndex(inputs.exports, context());
    inputs.close();
    await writeMediaIndex(context().files, `${folder}/media_index.json`, index);
    const written = JSON.parse(await Deno.readTextFile(`${folder}/media_index.json`));
    assert.deepEqual(Object.keys(written.conversation_to_media), ["__proto__", "constructor"]);
    assert.equal(written.conversation_to_media["__proto__"][0].filename, "voice.wav");
  });
});

Deno.test("buildMediaIndex() keeps what large lists say in the state folder, and reads them no more until they change", async () => {
  const library = (name: string) =>
    JSON.stringify(
      Array.from(
        { length: 3_000 },
        (_, i) => ({
          file_id: "file_" + String(i).padStart(32, "0"),
          file_name: `${name} ${i}.png`,
          mime_type: "image/png",
        }),
      ),
    );
  const archive = (name: string): ZipMember[] => [
    ...members([chat(CHAT, [{}])], { [`file_${"0".repeat(32)}.dat`]: "x" }),
    { name: "library_files.json", data: library(name) },
  ];
  await inFolder({}, async (folder) => {
    const given = { stateFolder: folder };
    const first = await indexOf(archive("first"), given);
    const kept = () => Array.from(Deno.readDirSync(`${folder}/media_names`), ({ name }) => name);
    assert.equal(kept().length, 1);
    assert.deepEqual(await indexOf(archive("first"), given), first);
    const [name] = kept();
    await Deno.writeTextFile(
      `${folder}/media_names/${name}`,
      `[["file_${"0".repeat(32)}",{"name":"from the cache.png"}]]`,
    );
    assert.match(JSON.stringify(await indexOf(archive("first"), given)), /from the cache\.png/);
    await Deno.writeTextFile(`${folder}/media_names/${name}`, "half of [");
    assert.deepEqual(await indexOf(archive("first"), given), first);
    assert.match(JSON.stringify(await indexOf(archive("second"), given)), /second 0\.png/);
    assert.equal(kept().length, 2);
  });
});

Deno.test("chatgptSource() looks through thousands of hostile references and files in moderate time", async () => {
  const many = 4_000;
  const attachments = Array.from(
    { length: many },
    (_, i) => ({ id: `file-${String(i).padStart(24, "x")}`, name: "same.png", size: 7 }),
  );
  const folder = `personal/dallelabs/user-data/chatgptgenerations/u/conversations/${CHAT}`;
  const files = Object.fromEntries(
    Array.from({ length: many }, (_, i) => [`${folder}/${i}/same.png`, `${i}`.padStart(7)]),
  );
  const started = performance.now();
  await readZip([chat(CHAT, [{ metadata: { attachments } }])], files, (outcome) => {
    const assets = assetsOf(outcome, CHAT);
    assert.match(told(assets[0]), /^ambiguous: \d+ files/);
    assert.equal(assets.filter(({ match }) => match !== undefined).length, many, "each file once, none guessed");
  });
  assert.ok(performance.now() - started < 20_000);
});

Deno.test("chatgptSource() leaves out what an earlier tool copied, and takes the unpacked export below it", async () => {
  const files = {
    "2025-01-02_x_00001/conversation.json": "{}",
    [`2025-01-02_x_00001/media/${ID}-copy.png`]: "copy",
    [`_tmp/User Online Activity/Files__x/personal/files/${ID}_true.png`]: "true",
  };
  const image = { content_type: "image_asset_pointer", asset_pointer: `sediment://${ID}` };
  await readZip([chat(CHAT, [{ content: { content_type: "multimodal_text", parts: [image] } }])], files, (outcome) => {
    assert.deepEqual(assetsOf(outcome, CHAT).map(told), [`exact: id in name personal/files/${ID}_true.png`]);
  });
});
