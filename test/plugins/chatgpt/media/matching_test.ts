/**
 * Every form of pointer with every form of file: the file is found, and a decoy of the same size is not.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../../core/conversation.ts";
import { assetsOf, chat, readZip, told } from "./support.ts";

const OLD = "file-AbCdEfGhJkLmNpQrStUvWx12";
const NEW = "file_0123456789abcdef0123456789abcdef";
const UUID = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const CHAT = "6650c1f2-0000-4000-8000-000000000001";
const OTHER = "6650c1f2-0000-4000-8000-000000000002";
const BYTES = "the picture";

/** Files for an id, as exports have named them. */
const FILES: { [form: string]: (id: string) => { [path: string]: string } } = {
  "id and name": (id) => ({ [`${id}-my photo.png`]: BYTES }),
  "id, underscore, name": (id) => ({ [`${id}_my photo.png`]: BYTES }),
  "id and extension": (id) => ({ [`${id}.png`]: BYTES }),
  "bare id": (id) => ({ [id]: BYTES }),
  "sanitized": (id) => ({ [`${id}-sanitized.png`]: BYTES }),
  ".dat": (id) => ({ [`${id}.dat`]: BYTES }),
  "generations": (id) => ({ [`dalle-generations/${id}-${UUID}.webp`]: BYTES }),
  "user folder": (id) => ({ [`user-AbCdEfGhIjKlMnOpQrStUvWx/${id}-${UUID}.png`]: BYTES }),
  "audio of the conversation": (id) => ({ [`${CHAT}/audio/${id}-${UUID}.wav`]: BYTES }),
  "image of the conversation": (id) => ({ [`${CHAT}/image/${id}-${UUID}.png`]: BYTES }),
  "portal name": (id) => ({ [`personal/files/${id}_my photo.png`]: BYTES }),
  "portal folder": (id) => ({ [`personal/files/user-AbCdEfGhIjKlMnOpQrStUvWx/${id}/my photo.png`]: BYTES }),
  "asset map": (id) => ({
    [`${id}.dat`]: BYTES,
    "conversation_asset_file_names.json": JSON.stringify({ [`${id}.dat`]: "photo.png" }),
  }),
  "library": (id) => ({
    [`${id}.dat`]: BYTES,
    "library_files.json": JSON.stringify([{ file_id: id, file_name: "photo.png", mime_type: "image/png" }]),
  }),
  "asset map of the page": (id) => ({
    [`dalle-generations/${UUID}.webp`]: BYTES,
    "chat.html": page({ "file-service://file-Zz": '{"odd\\\\.png', [pointer(id)]: `dalle-generations/${UUID}.webp` }),
  }),
  "asset map, read the other way": (id) => ({
    [`dalle-generations/${UUID}.webp`]: BYTES,
    "conversation_asset_file_names.json": JSON.stringify({ [`${id}.dat`]: `dalle-generations/${UUID}.webp` }),
  }),
};

/** The page of an export; a text in it speaks of a map. */
function page(map: { [pointer: string]: string }): string {
  const said = JSON.stringify([{ title: 'var assetsJson = {"file-no": "no.png"}; assetsJson = {}' }]);
  return `<html><script>\nvar jsonData = ${said};\nvar assetsJson = ${JSON.stringify(map)};\n</script></html>`;
}

/** Pointers to an id, as conversations write them: the content and metadata of a message. */
const POINTERS: { [form: string]: (id: string) => { content?: JsonObject; metadata?: JsonObject } } = {
  "image pointer": (id) => ({ content: multimodal(image(pointer(id))) }),
  "bare id": (id) => ({ content: multimodal(image(id)) }),
  "audio pointer": (id) => ({
    content: multimodal({
      content_type: "audio_asset_pointer",
      asset_pointer: pointer(id),
      format: "wav",
      size_bytes: BYTES.length,
    }),
  }),
  "live call": (id) => ({
    content: multimodal({
      content_type: "real_time_user_audio_video_asset_pointer",
      audio_asset_pointer: { content_type: "audio_asset_pointer", asset_pointer: pointer(id), format: "wav" },
      frames_asset_pointers: [],
      video_container_asset_pointer: null,
    }),
  }),
  "video frame": (id) => ({
    content: multimodal({
      content_type: "real_time_user_audio_video_asset_pointer",
      frames_asset_pointers: [pointer(id)],
    }),
  }),
  "attachment": (id) => ({ metadata: { attachments: [{ id, name: "my photo.png", size: BYTES.length }] } }),
  "attachment by file_id": (id) => ({ metadata: { attachments: [{ id: "att_1", file_id: id, name: "a.png" }] } }),
  "plot": (id) => ({
    metadata: { aggregate_result: { messages: [{ message_type: "image", image_url: `file-service://${id}` }] } },
  }),
  "jupyter output": (id) => ({
    metadata: {
      aggregate_result: {
        jupyter_messages: [{
          msg_type: "display_data",
          content: { data: { "image/vnd.openai.fileservice.png": pointer(id) } },
        }],
      },
    },
  }),
  "screenshot": (id) => ({
    content: {
      content_type: "computer_output",
      computer_id: "0",
      screenshot: { content_type: "image_asset_pointer", asset_pointer: pointer(id) },
    },
  }),
  "browsing asset": (id) => ({
    content: { content_type: "tether_browsing_display", result: "x", assets: [image(pointer(id))] },
  }),
  "composite": (id) => ({ content: multimodal(image(`sediment://b1f8c2#${id}#p_0.abc.jpg`)) }),
  "odd field": (id) => ({ metadata: { something_new: { deep: [{ asset_pointer: pointer(id) }] } } }),
  "list of file ids": (id) => ({ metadata: { file_ids: [id] } }),
  "text": (id) => ({ content: { content_type: "text", parts: [`Here is ${id}, as promised.`] } }),
};

function pointer(id: string): string {
  return id.startsWith("file-") ? `file-service://${id}` : `sediment://${id}`;
}

function image(asset_pointer: string): JsonObject {
  return { content_type: "image_asset_pointer", asset_pointer, size_bytes: BYTES.length, width: 8, height: 8 };
}

function multimodal(part: JsonObject): JsonObject {
  return { content_type: "multimodal_text", parts: [part, "see"] };
}

/** Files of the same size that belong to nobody here: none of them may ever be taken. */
const DECOYS = {
  "file-ZyXwVuTsRqPoNmLkJiHgFeDc-other.png": "the PICTURE",
  "dalle-generations/9b4e28ba-2fa1-41d2-883f-0016d3cca429.webp": "THE picture",
  [`personal/dallelabs/user-data/chatgptgenerations/user-x/conversations/${OTHER}/aBcDeFgHiJkLmNoP.png`]: "The Picture",
  "export notes/other.png": "tHe picture",
};

for (const [name, message] of Object.entries(POINTERS)) {
  Deno.test(`chatgptSource() finds the file of a pointer written as ${name}, whatever the file's form, and no decoy`, async () => {
    for (const [form, files] of Object.entries(FILES)) {
      for (const id of [OLD, NEW]) {
        const chats = [chat(CHAT, [{ role: "tool", ...message(id) }]), chat(OTHER, [{}])];
        await readZip(chats, { ...DECOYS, ...files(id) }, (outcome) => {
          const assets = assetsOf(outcome, CHAT);
          const label = `${name}, ${form}, ${id}: ${assets.map(told)}`;
          assert.equal(assets.length, 1, label);
          const [path] = Object.keys(files(id));
          assert.equal(assets[0].match?.evidence, path, label);
          const weak = name === "composite" || name === "text";
          assert.equal(assets[0].match?.confidence, weak ? "probable" : "exact", label);
          assert.equal(assets[0].missing, undefined);
          assert.ok(assetsOf(outcome, OTHER).every(({ match }) => match?.strategy === "folder of the conversation"));
        });
      }
    }
  });
}

Deno.test("chatgptSource() says which list or name it trusted", async () => {
  const strategy = async (form: string, id: string): Promise<string | undefined> => {
    let found: string | undefined;
    await readZip([chat(CHAT, [POINTERS["image pointer"](id)])], FILES[form](id), (outcome) => {
      found = assetsOf(outcome, CHAT)[0].match?.strategy;
    });
    return found;
  };
  assert.equal(await strategy("library", NEW), "library file");
  assert.equal(await strategy("asset map", NEW), "asset map");
  assert.equal(await strategy("asset map, read the other way", OLD), "UUID in the asset map");
  assert.equal(await strategy("portal folder", OLD), "id of folder");
  assert.equal(await strategy("sanitized", NEW), "id in name");
});

Deno.test("a UUID pointer finds the file in the privacy export's folder of that UUID", () => {
  const plot = { aggregate_result: { messages: [{ message_type: "image", image_url: `file-service://${UUID}` }] } };
  const files = { [`personal/files/user-AbCdEfGhIjKlMnOpQrStUvWx/${UUID}/plot.png`]: BYTES };
  return readZip([chat(CHAT, [{ role: "tool", metadata: plot }])], files, (outcome) => {
    assert.deepEqual(assetsOf(outcome, CHAT).map(told), [`exact: id of folder ${Object.keys(files)[0]}`]);
  });
});

Deno.test("a folder of the privacy export whose name is a UUID may be a file's or a conversation's", () => {
  const folder = `personal/files/user-AbCdEfGhIjKlMnOpQrStUvWx`;
  const attachments = [{ id: OLD, name: "plan.txt", size: BYTES.length }];
  const files = { [`${folder}/${UUID}/plan.txt`]: BYTES, [`${folder}/${OTHER}/own.txt`]: "its own" };
  return readZip([chat(CHAT, [{ metadata: { attachments } }]), chat(OTHER, [{}])], files, (outcome) => {
    assert.deepEqual(assetsOf(outcome, CHAT).map(told), [`probable: name and size ${folder}/${UUID}/plan.txt`]);
    assert.deepEqual(assetsOf(outcome, OTHER).map(told), [
      `exact: folder of the conversation ${folder}/${OTHER}/own.txt`,
    ]);
  });
});
