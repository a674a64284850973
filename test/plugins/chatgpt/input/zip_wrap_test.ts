/**
 * Archives beyond 4 GiB without ZIP64, as the privacy portal writes them. They are real files, whose zeros are holes.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  crcOfZeros,
  type SparseMember,
  writeSparse,
  zipBytes,
  zipPieces,
} from "../../../../bench/generate/sparse_zip.ts";
import { crc32 } from "node:zlib";
import { type OpenInputs, openInputs } from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { context, conversations, inFolder, outline, textOf } from "./workbench.ts";

const encoder = new TextEncoder();
const HALF = { zeros: 2_300_000_000 };
const bytes = (text: string) => encoder.encode(text);
const part = (...ids: string[]) => zipBytes([{ name: "conversations.json", data: bytes(conversations(...ids)) }]);
const inner = (name: string) => `User Online Activity/${name}`;

async function opening(
  members: SparseMember[],
  look: (inputs: OpenInputs, path: string) => Promise<void>,
): Promise<void> {
  await inFolder({}, async (folder) => {
    const path = `${folder}/portal.zip`;
    assert.ok(await writeSparse(path, zipPieces(members)) > 2 ** 32);
    const inputs = await openInputs([path], context());
    try {
      await look(inputs, path);
    } finally {
      inputs.close();
    }
  });
}

Deno.test("crcOfZeros() is the checksum of so many zeros", () => {
  for (const count of [0, 1, 7, 1_000, 65_537]) assert.equal(crcOfZeros(count), crc32(new Uint8Array(count)));
});

Deno.test("openInputs() reads parts before and behind 4 GiB of an archive without ZIP64", async () => {
  const members = [
    { name: inner("Conversations__a_1.zip"), data: part("before") },
    { name: inner("one.mp4"), data: HALF },
    { name: inner("two.mp4"), data: HALF },
    { name: inner("Conversations__a_2.zip"), data: part("behind") },
    { name: "report.html", data: bytes("<html>") },
  ];
  await opening(members, async ({ exports: [found] }) => {
    assert.deepEqual(outline(found).faults, []);
    const texts = await Promise.all(found.conversationFiles.map(textOf));
    assert.deepEqual(texts, [conversations("before"), conversations("behind")]);
    assert.equal(await textOf(found.files.find(({ name }) => name === "report.html")!), "<html>");
  });
});

Deno.test("openInputs() reads what lies behind a single member beyond 4 GiB, whose own size has wrapped", async () => {
  const size = 2 ** 32 + 12_345;
  const members = [
    { name: inner("Conversations__a_1.zip"), data: part("before") },
    { name: inner("one.mp4"), data: { zeros: size } },
    { name: inner("Conversations__a_2.zip"), data: part("behind") },
  ];
  await opening(members, async ({ exports: [found] }) => {
    assert.deepEqual(outline(found).faults, []);
    assert.deepEqual(await Promise.all(found.conversationFiles.map(textOf)), [
      conversations("before"),
      conversations("behind"),
    ]);
    const video = found.files.find(({ name }) => name.endsWith("one.mp4"))!;
    assert.equal(video.size, size);
    assert.equal(video.crc, crcOfZeros(size));
    assert.equal((await video.read(size - 10, size + 10)).length, 10);
  });
});

Deno.test("openInputs() finds members behind one another where their offsets lead nowhere", async () => {
  const members = [
    { name: inner("one.mp4"), data: HALF },
    { name: inner("two.mp4"), data: HALF, offset: 77 },
    { name: inner("Conversations__a_1.zip"), data: part("found"), offset: 99 },
  ];
  await opening(members, async ({ exports: [found] }) => {
    assert.deepEqual(outline(found).faults, []);
    assert.deepEqual(await Promise.all(found.conversationFiles.map(textOf)), [conversations("found")]);
  });
});

Deno.test("openInputs() calls what can be read of a wrapped archive a part, with counts, when something is lost", async () => {
  const members = [
    { name: inner("Conversations__a_1.zip"), data: part("kept") },
    { name: inner("one.mp4"), data: HALF },
    { name: inner("two.mp4"), data: HALF },
    { name: inner("Files__a_1.zip"), data: part("x") },
    { name: inner("Files__a_1.zip"), data: part("twice") },
  ];
  await opening(members, async ({ exports: [found] }) => {
    assert.equal(found.whole, false);
    const { faults, conversations: files } = outline(found);
    assert.deepEqual([...faults].sort(), ["directory", "duplicate"]);
    assert.equal(files.length, 2);
    const said = found.problems.map(({ error }) => error.message).join("\n");
    assert.match(said, /Cannot recover all of "portal\.zip": 4 of its 5 members can be read/);
    await Promise.resolve();
  });
});

Deno.test("openInputs() finds members of an archive with descriptors whose end was cut off, and says so", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/portal.zip`;
    const members = [
      { name: inner("Conversations__a_1.zip"), data: part("kept") },
      { name: inner("report.html"), data: bytes("<html>") },
    ];
    const pieces = [...zipPieces(members)];
    await writeSparse(path, pieces.slice(0, -5));
    const { exports: [found], close } = await openInputs([path], context());
    try {
      assert.deepEqual(outline(found).faults, ["directory"]);
      assert.match(found.problems[0].error.message, /2 members were found without it/);
      assert.equal(await textOf(found.conversationFiles[0]), conversations("kept"));
    } finally {
      close();
    }
  });
});
