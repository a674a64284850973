import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { join, zip, type ZipMember } from "../../../support/zip_writer.ts";
import { memoryWindow } from "../../../../plugins/chatgpt/input/byte_window.ts";
import { Budget, DEFAULT_LIMITS } from "../../../../plugins/chatgpt/input/limits.ts";
import { listZip } from "../../../../plugins/chatgpt/input/zip.ts";
import { entryBytes } from "../../../../plugins/chatgpt/input/zip_data.ts";
import { list } from "./workbench.ts";

const MEMBERS: ZipMember[] = [
  { name: "one.txt", data: "first" },
  { name: "folder/", data: "" },
  { name: "folder/two.txt", data: "second ".repeat(1000), method: "store" },
  { name: "ünï.txt", data: "third" },
];

async function assertReads(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const archive = await list(bytes);
  assert.deepEqual(archive.faults, []);
  assert.deepEqual(archive.names, ["one.txt", "folder/two.txt", "ünï.txt"]);
  assert.equal(await archive.read("one.txt"), "first");
  assert.equal(await archive.read("folder/two.txt"), "second ".repeat(1000));
  assert.equal(await archive.read("ünï.txt"), "third");
}

Deno.test("listZip() reads stored and deflated members", async () => {
  await assertReads(zip(MEMBERS));
});

Deno.test("listZip() reads ZIP64 archives", async () => {
  await assertReads(zip(MEMBERS, { zip64: true }));
});

Deno.test("listZip() reads members with descriptors", async () => {
  await assertReads(zip(MEMBERS.map((member) => ({ ...member, flags: 8 }))));
  await assertReads(zip(MEMBERS.map((member) => ({ ...member, flags: 8 })), { zip64: true }));
});

Deno.test("listZip() reads an archive behind other bytes", async () => {
  await assertReads(zip(MEMBERS, { prefix: new Uint8Array(100_000).fill(7) }));
  await assertReads(zip(MEMBERS, { prefix: new Uint8Array(333), zip64: true }));
});

Deno.test("listZip() reads an archive behind an archive, with the members of both, and says so", async () => {
  const archive = await list(join([zip([{ name: "other.txt", data: "x" }]), zip(MEMBERS)]));
  assert.deepEqual(archive.names, ["other.txt", "one.txt", "folder/two.txt", "ünï.txt"]);
  assert.deepEqual([...archive.faultOf], [["", "directory"]]);
});

Deno.test("listZip() is not misled by end records in the comment", async () => {
  const empty = zip([]);
  await assertReads(zip(MEMBERS, { comment: empty }));
  await assertReads(zip(MEMBERS, { comment: join([empty, empty.slice(0, 20)]) }));
  await assertReads(zip(MEMBERS, { comment: zip([{ name: "decoy.txt", data: "decoy" }]) }));
  await assertReads(zip(MEMBERS, { comment: "PK\x05\x06".repeat(5000) }));
});

Deno.test("listZip() reads an archive with bytes behind its end", async () => {
  await assertReads(join([zip(MEMBERS), new Uint8Array(3000)]));
});

Deno.test("listZip() keeps the order and the exact times of the directory", async () => {
  const extra = new Uint8Array([0x55, 0x54, 5, 0, 1, 0x00, 0xf1, 0x53, 0x65]);
  const archive = await list(zip([{ name: "a", data: "", extra }, { name: "b", data: "", modifiedAt: 1.7e12 }]));
  assert.deepEqual(archive.entries.map(({ modifiedAt }) => modifiedAt), [0x6553f100 * 1000, 1.7e12]);
});

Deno.test("listZip() reads names in UTF-8 without the flag, and in code page 437", async () => {
  const raw = new TextEncoder().encode("é.txt");
  const old = new Uint8Array([0x82, 0x2e, 0x74, 0x78, 0x74]);
  const archive = await list(zip([{ name: raw, data: "1" }, { name: join([old, old]), data: "2" }]));
  assert.deepEqual(archive.names, ["é.txt", "é.txté.txt"]);
});

Deno.test("listZip() takes the name of a Unicode path field whose checksum fits", async () => {
  const field = (crc: number) => {
    const name = new TextEncoder().encode("ж.txt");
    const head = new Uint8Array(9);
    const view = new DataView(head.buffer);
    view.setUint16(0, 0x7075, true);
    view.setUint16(2, 5 + name.length, true);
    view.setUint8(4, 1);
    view.setUint32(5, crc, true);
    return join([head, name]);
  };
  const right = field(crc32(new TextEncoder().encode("a.txt")));
  const archive = await list(
    zip([{ name: "a.txt", data: "", extra: right }, { name: "b.txt", data: "", extra: right }]),
  );
  assert.deepEqual(archive.names, ["ж.txt", "b.txt"]);
});

Deno.test("listZip() tells an empty archive from no archive", async () => {
  assert.deepEqual((await list(zip([]))).names, []);
  await assert.rejects(list(new Uint8Array(5000)), { fault: "directory", message: /it is no zip archive/ });
  await assert.rejects(list(new Uint8Array(0)), { fault: "directory" });
});

Deno.test("listZip() unwraps offsets of archives beyond 4 GiB that are written without ZIP64", async () => {
  // Four members of 1.5 GiB, of which only headers exist: a window over a file that is mostly not there.
  const gap = 1_610_612_736;
  const pieces: { at: number; bytes: Uint8Array<ArrayBuffer> }[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < 4; i++) {
    const one = zip([{
      name: `part-${i}.bin`,
      data: "",
      method: "store",
      size: gap,
      compressedSize: gap,
      offsetDelta: at % 2 ** 32,
    }]);
    const header = 30 + 10;
    pieces.push({ at, bytes: one.slice(0, header) });
    directory.push(one.slice(header, one.length - 22));
    at += header + gap;
  }
  const last = zip([{ name: "last.txt", data: "found", offsetDelta: at % 2 ** 32 }]);
  const local = last.length - 22 - 46 - 8;
  pieces.push({ at, bytes: last.slice(0, local) });
  directory.push(last.slice(local, last.length - 22));
  at += local;
  const listed = join(directory);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, 5, true);
  view.setUint16(10, 5, true);
  view.setUint32(12, listed.length, true);
  view.setUint32(16, at % 2 ** 32, true);
  pieces.push({ at, bytes: join([listed, end]) });
  const size = at + listed.length + 22;
  const readSync = (from: number, to: number) => {
    const into = new Uint8Array(Math.max(0, Math.min(to, size) - from));
    for (const piece of pieces) {
      for (let i = Math.max(from, piece.at); i < Math.min(to, piece.at + piece.bytes.length); i++) {
        into[i - from] = piece.bytes[i - piece.at];
      }
    }
    return into;
  };
  const window = { size, readSync, read: (from: number, to: number) => Promise.resolve(readSync(from, to)) };
  const env = { budget: new Budget(DEFAULT_LIMITS), signal: new AbortController().signal };
  const { entries, faults } = await listZip(window, "big.zip", env);
  assert.deepEqual(faults, []);
  assert.deepEqual(entries.map(({ start }) => start), [40, gap + 80, 2 * gap + 120, 3 * gap + 160, 4 * gap + 160 + 38]);
  const text: string[] = [];
  for await (const piece of entryBytes(window, entries[4], env)) text.push(new TextDecoder().decode(piece));
  assert.deepEqual(text, ["found"]);
});

Deno.test("entryBytes() stops when the signal is aborted", async () => {
  const bytes = zip([{ name: "big", data: new Uint8Array(8_000_000), method: "store" }]);
  const stop = new AbortController();
  const env = { budget: new Budget(DEFAULT_LIMITS), signal: stop.signal };
  const window = memoryWindow(bytes);
  const { entries } = await listZip(window, "a.zip", env);
  let read = 0;
  await assert.rejects(async () => {
    for await (const piece of entryBytes(window, entries[0], env)) {
      read += piece.length;
      stop.abort(new Error("stopped"));
    }
  }, /stopped/);
  assert.ok(read < 1_000_000);
});

Deno.test("entryBytes() may be left early and called again", async () => {
  const data = "0123456789".repeat(300_000);
  const bytes = zip([{ name: "big", data }]);
  const env = { budget: new Budget({ ...DEFAULT_LIMITS, maxRatio: 2000 }), signal: new AbortController().signal };
  const window = memoryWindow(bytes);
  const { entries } = await listZip(window, "a.zip", env);
  for await (const _ of entryBytes(window, entries[0], env)) break;
  let read = 0;
  for await (const piece of entryBytes(window, entries[0], env)) read += piece.length;
  assert.equal(read, data.length);
});
