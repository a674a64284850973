/**
 * What is found without an id, what is only probable, and what is reported in place of a guess.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../../core/conversation.ts";
import { assetsOf, chat, readZip, told } from "./support.ts";

const CHAT = "6650c1f2-0000-4000-8000-000000000001";
const OTHER = "6650c1f2-0000-4000-8000-000000000002";
const GENERATED = "personal/dallelabs/user-data/chatgptgenerations/user-x/conversations";
const GONE = "file-AbCdEfGhJkLmNpQrStUvWx12";

function drawn(size: number, gen = "gen-1", id = GONE): JsonObject {
  const metadata = { dalle: { gen_id: gen, prompt: "a fox" } };
  const part = {
    content_type: "image_asset_pointer",
    asset_pointer: `file-service://${id}`,
    size_bytes: size,
    metadata,
  };
  return { content_type: "multimodal_text", parts: [part] };
}

function linking(...names: string[]): JsonObject {
  return { content_type: "text", parts: names.map((name) => `[get it](sandbox:/mnt/data/${name})`) };
}

/** What became of the assets of `CHAT`. */
async function assets(
  messages: Parameters<typeof chat>[1],
  files: { [path: string]: string | Uint8Array },
): Promise<string[]> {
  let found: string[] = [];
  await readZip([chat(CHAT, messages), chat(OTHER, [{}])], files, (outcome) => {
    found = assetsOf(outcome, CHAT).map(told);
  });
  return found;
}

Deno.test("chatgptSource() matches by size in the conversation's folder, and adds what nothing there refers to", async () => {
  const found = await assets([{ role: "tool", content: drawn(3) }], {
    [`${GENERATED}/${CHAT}/aaaaBBBBccccDDDD.webp`]: "fox",
    [`${GENERATED}/${CHAT}/eeeeFFFFggggHHHH.webp`]: "other",
    [`${GENERATED}/${OTHER}/iiiiJJJJkkkkLLLL.webp`]: "FOX",
  });
  assert.deepEqual(found, [
    `probable: folder of the conversation ${GENERATED}/${CHAT}/aaaaBBBBccccDDDD.webp`,
    `exact: folder of the conversation ${GENERATED}/${CHAT}/eeeeFFFFggggHHHH.webp`,
  ]);
});

Deno.test("chatgptSource() reports several files that fit equally, and takes none", async () => {
  const found = await assets([{ role: "tool", content: drawn(3) }], {
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca421.webp": "fox",
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca422.webp": "fax",
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca423.webp": "fix",
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca424.webp": "fux",
  });
  assert.equal(found.length, 1);
  assert.match(found[0], /^ambiguous: 4 files by size of a generated image \(dalle-generations\/.*, …\)$/);
});

Deno.test("chatgptSource() takes copies of one file for one: they have one size and checksum", async () => {
  const found = await assets([{ role: "tool", content: drawn(3) }], {
    "dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca421.webp": "fox",
    "more/dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca422.webp": "fox",
  });
  assert.deepEqual(found, [
    "probable: size of a generated image dalle-generations/1b4e28ba-2fa1-41d2-883f-0016d3cca421.webp",
  ]);
});

Deno.test("chatgptSource() matches a generated image by its generation, whatever its size", async () => {
  const found = await assets([{ role: "tool", content: drawn(99, "AbC") }], {
    "personal/dallelabs/user-x/generations/generation-AbC/image.webp": "fox",
    "personal/dallelabs/user-x/generations/generation-AbC/caption.txt": "a fox",
    "personal/dallelabs/user-x/generations/generation-DeF/image.webp": "dog",
  });
  assert.deepEqual(found, ["exact: generation id personal/dallelabs/user-x/generations/generation-AbC/image.webp"]);
});

Deno.test("chatgptSource() matches an attachment by name and size together, by neither alone", async () => {
  const attach = (name: string, size: number) => [{ metadata: { attachments: [{ id: GONE, name, size }] } }];
  const files = { "file-ZyXwVuTsRqPoNmLkJiHgFeDc-scan.pdf": "12345" };
  assert.deepEqual(await assets(attach("Scan.pdf", 5), files), [
    "probable: name and size file-ZyXwVuTsRqPoNmLkJiHgFeDc-scan.pdf",
  ]);
  for (const [name, size] of [["scan.pdf", 6], ["scan2.pdf", 5]] as const) {
    assert.deepEqual(await assets(attach(name, size), files), ["its bytes are not among the files given"]);
  }
});

Deno.test("chatgptSource() follows sandbox links through the message, the conversation and the library", async () => {
  const library = (entries: JsonObject[]) => JSON.stringify(entries);
  const dat = (n: number) => `file_${String(n).repeat(32)}`;
  const entry = (n: number, more: JsonObject) => ({ file_id: dat(n), file_name: "a.csv", ...more });
  const files = {
    [`${dat(1)}.dat`]: "1",
    [`${dat(2)}.dat`]: "2",
    [`${dat(3)}.dat`]: "3",
    [`personal/files/${CHAT}/s1/mnt/data/plot (1).png`]: "png",
    "library_files.json": library([
      entry(1, { origination_thread_id: CHAT, origination_message_id: "m1" }),
      entry(2, { origination_thread_id: CHAT, origination_message_id: "m2" }),
      entry(3, { origination_thread_id: OTHER }),
    ]),
  };
  const messages = [
    { id: "m1", role: "assistant", content: linking("a.csv", "plot (1).png", "gone.txt") },
    { id: "m2", role: "assistant" },
  ];
  const found = await assets(messages, files);
  assert.deepEqual(found, [
    `exact: sandbox link ${dat(1)}.dat`,
    `probable: sandbox link personal/files/${CHAT}/s1/mnt/data/plot (1).png`,
    "its bytes are not among the files given",
    `exact: conversation in the library ${dat(2)}.dat`,
  ]);
  const unsaid = await assets([{ id: "m9", role: "assistant", content: linking("a.csv") }], files);
  assert.match(unsaid[0], /^ambiguous: 2 files by sandbox link/);
});

Deno.test("chatgptSource() adds library images of a conversation that no message names, with their facts", async () => {
  const id = "file_" + "a".repeat(32);
  const image = {
    file_id: id,
    file_name: "fox.png",
    mime_type: "image/png",
    image_gen_generation_id: "g1",
    origination_thread_id: CHAT,
    origination_message_id: "m1",
  };
  const writing = {
    file_id: "file_" + "b".repeat(32),
    library_artifact_type: "writing_block",
    origination_thread_id: CHAT,
  };
  const files = {
    [`${id}.dat`]: "fox",
    [`${writing.file_id}.dat`]: "text",
    "library_files.json": JSON.stringify([image, writing]),
  };
  await readZip([chat(CHAT, [{ id: "m1" }])], files, async (outcome) => {
    const [asset, ...others] = assetsOf(outcome, CHAT);
    assert.deepEqual(others, []);
    const { open, ...rest } = asset;
    assert.deepEqual(rest, {
      id,
      pointer: `${id}.dat`,
      kind: "image",
      messageId: "m1",
      name: "fox.png",
      mediaType: "image/png",
      size: 3,
      match: { strategy: "conversation in the library", confidence: "exact", evidence: `${id}.dat`, added: true },
      metadata: { image_gen_generation_id: "g1" },
    });
    // The run is over, and with it what the bytes are read from.
    await assert.rejects(new Response(await open!()).bytes());
  });
});
