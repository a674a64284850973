import assert from "node:assert/strict";
import { join, SYMLINK, zip, type ZipMember } from "../../../support/zip_writer.ts";
import { list } from "./workbench.ts";

const GOOD: ZipMember = { name: "good.txt", data: "good" };

/** Lists the members with a good one before and behind them; the good ones must stay readable. */
async function faultsOf(...members: ZipMember[]): Promise<[string, string][]> {
  const archive = await list(zip([GOOD, ...members, { name: "last.txt", data: "last" }]));
  assert.deepEqual(archive.names.filter((name) => /^(good|last)/.test(name)), ["good.txt", "last.txt"]);
  assert.equal(await archive.read("good.txt"), "good");
  assert.equal(await archive.read("last.txt"), "last");
  return [...archive.faultOf];
}

Deno.test("listZip() refuses names that lead elsewhere", async () => {
  const names = ["../up.txt", "a/../../up.txt", "/etc/x", "C:/x", "c:x", "a\\b", "..\\up", "nul\0.txt", ""];
  for (const name of names) assert.deepEqual(await faultsOf({ name, data: "x" }), [[name, "name"]], name);
  const long = "x".repeat(1025);
  assert.deepEqual(await faultsOf({ name: long, data: "x" }), [[long, "name"]]);
});

Deno.test("listZip() accepts odd names that lead nowhere", async () => {
  assert.deepEqual(
    await faultsOf({ name: "..a/b..", data: "x" }, { name: "./c", data: "x" }, { name: "./", data: "" }),
    [],
  );
});

Deno.test("listZip() refuses links, pipes and devices", async () => {
  for (const kind of [SYMLINK, 0o010644 << 16, 0o020644 << 16, (0o060644 << 16) >>> 0, (0o140644 << 16) >>> 0]) {
    assert.deepEqual(await faultsOf({ name: "odd", data: "/etc/passwd", externalAttributes: kind }), [["odd", "link"]]);
  }
  assert.deepEqual(await faultsOf({ name: "file", data: "x", externalAttributes: (0o100644 << 16) >>> 0 }), []);
});

Deno.test("listZip() takes a name once, also in another case or normal form", async () => {
  assert.deepEqual(await faultsOf({ name: "GOOD.txt", data: "x" }), [["GOOD.txt", "duplicate"]]);
  const [composed, decomposed] = ["\u00e9", "e\u0301"].map((name): ZipMember => ({ name, data: name }));
  assert.deepEqual(await faultsOf(composed, decomposed), [["e\u0301", "duplicate"]]);
});

Deno.test("listZip() refuses a member with another name at its bytes", async () => {
  assert.deepEqual(await faultsOf({ name: "a", data: "x", localName: "b" }), [["a", "header"]]);
  assert.deepEqual(await faultsOf({ name: "a", data: "x", offsetDelta: 1 }), [["a", "header"]]);
});

Deno.test("listZip() refuses encrypted members and unknown methods", async () => {
  assert.deepEqual(await faultsOf({ name: "a", data: "x", flags: 1 }), [["a", "encrypted"]]);
  assert.deepEqual(await faultsOf({ name: "a", data: "x", methodCode: 12 }), [["a", "method"]]);
});

Deno.test("listZip() refuses members whose bytes are also those of others", async () => {
  const inner = zip([{ name: "b", data: "inner", method: "store" }]);
  assert.deepEqual(await faultsOf({ name: "a", data: "x", method: "store", size: 90, compressedSize: 90 }), [[
    "a",
    "overlap",
  ]]);
  // One kernel, many entries: each runs into the header of the next.
  const bomb = await list(zip([
    { name: "x1", data: inner, method: "store", compressedSize: 200, size: 200 },
    { name: "x2", data: inner, method: "store", compressedSize: 200, size: 200 },
    { name: "x3", data: inner, method: "store" },
  ]));
  assert.deepEqual(bomb.names, ["x3"]);
  assert.deepEqual([...bomb.faultOf.values()], ["overlap", "overlap"]);
});

Deno.test("listZip() refuses all but one of the members that share one place", async () => {
  const first = zip([{ name: "a", data: "kernel" }, { name: "b", data: "kernel", localName: "a" }]);
  const shared = zip([{ name: "a", data: "kernel" }, { name: "a", data: "kernel", offsetDelta: -39 }]);
  assert.deepEqual((await list(first)).names, ["a"]);
  assert.equal((await list(shared)).names.length, 1);
});

Deno.test("entryBytes() compares checksum and size, and never gives more than was declared", async () => {
  const archive = await list(zip([
    { name: "crc", data: "abc", crc: 1 },
    { name: "short", data: "x".repeat(1 << 20), size: 10 },
    { name: "long", data: "abc", size: 1000 },
    { name: "stored", data: "abc", size: 1000, method: "store" },
    GOOD,
  ]));
  assert.deepEqual([...archive.faultOf], [["stored", "size"]]);
  await assert.rejects(archive.read("crc"), { fault: "checksum", message: /"crc"/ });
  await assert.rejects(archive.read("short"), { fault: "size", message: /more than the 10 bytes/ });
  await assert.rejects(archive.read("long"), { fault: "size", message: /it holds 3 bytes, its archive says 1000/ });
  assert.equal(await archive.read("good.txt"), "good");
});

Deno.test("entryBytes() gives all that can be inflated before it says that the bytes are damaged", async () => {
  const data = Array.from({ length: 60_000 }, (_, i) => `line ${i * 7919 % 60_000}`).join("\n");
  const bytes = zip([{ name: "a", data }]);
  bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 400);
  const archive = await list(bytes);
  let text = "";
  await assert.rejects(archive.read("a", (piece) => text += piece), (error: { fault?: string }) => {
    return error.fault === "data" || error.fault === "size";
  });
  assert.ok(text.length > data.length / 4, `only ${text.length} of ${data.length}`);
  assert.ok(data.startsWith(text.slice(0, data.length / 4)));
});

Deno.test("bombs end at the ratio, whether the directory admits it or not", async () => {
  const zeros = new Uint8Array(12 << 20);
  const limits = { ratioFromBytes: 10 << 20 };
  const honest = await list(zip([{ name: "bomb", data: zeros }, GOOD]), limits);
  assert.deepEqual([...honest.faultOf], [["bomb", "limit"]]);
  const lying = await list(zip([{ name: "bomb", data: zeros, size: 100 }, GOOD]), limits);
  await assert.rejects(lying.read("bomb"), { fault: "size" });
  const wide = await list(zip([{ name: "bomb", data: zeros }, GOOD]), { ...limits, maxRatio: 2000 });
  assert.equal((await wide.read("bomb")).length, zeros.length);
});

Deno.test("limits hold for one member, for all together, and for the number of members", async () => {
  const data = "0123456789".repeat(10);
  const members = ["a", "b", "c"].map((name): ZipMember => ({ name, data }));
  assert.deepEqual([...(await list(zip(members), { maxEntryBytes: 99 })).faultOf.values()], [
    "limit",
    "limit",
    "limit",
  ]);
  const archive = await list(zip(members), { maxTotalBytes: 250 });
  await archive.read("a");
  await archive.read("b");
  await archive.read("a"); // Reading twice costs once.
  await assert.rejects(archive.read("c"), { fault: "limit", message: /maxTotalBytes/ });
  const many = await list(zip(members), { maxEntries: 2 });
  assert.deepEqual(many.names, ["a", "b"]);
  assert.deepEqual([...many.faultOf], [["", "limit"]]);
});

Deno.test("listZip() lists 25,000 members in a second or two, and stops at the limit", async () => {
  const members = Array.from({ length: 25_000 }, (_, i): ZipMember => ({ name: `f${i}`, data: "", method: "store" }));
  const bytes = zip(members);
  const started = performance.now();
  assert.equal((await list(bytes)).names.length, 25_000);
  assert.equal((await list(bytes, { maxEntries: 20_000 })).names.length, 20_000);
  assert.ok(performance.now() - started < 5_000);
});

Deno.test("listZip() says when the directory counts other than it lists", async () => {
  const archive = await list(zip([GOOD], { count: 3 }));
  assert.deepEqual(archive.names, ["good.txt"]);
  assert.deepEqual([...archive.faultOf], [["", "directory"]]);
});

Deno.test("an archive cut off anywhere keeps what was whole and tells of the damage", async () => {
  const members: ZipMember[] = [
    { name: "a.txt", data: "alpha ".repeat(20) },
    { name: "b.txt", data: "beta", method: "store" },
    { name: "c.txt", data: "gamma ".repeat(20), flags: 8 },
    { name: "d.zip", data: zip([{ name: "inner.txt", data: "delta" }]), method: "store" },
    { name: "e.txt", data: "epsilon", flags: 8, descriptorSignature: false },
    { name: "f.txt", data: "zeta".repeat(9), method: "store", flags: 8 },
  ];
  const whole = zip(members);
  const texts = await list(whole);
  const ends = texts.entries.map(({ name, end }) => ({ name, end }));
  for (let length = 30; length < whole.length; length++) {
    const cut = whole.slice(0, length);
    let archive: Awaited<ReturnType<typeof list>>;
    try {
      archive = await list(cut);
    } catch (error) {
      assert.equal((error as { fault?: string }).fault, "directory");
      assert.ok(length < 30 + 5, `nothing was found in the first ${length} bytes`);
      continue;
    }
    assert.ok(archive.faults.length > 0, `no damage told at ${length}`);
    assert.ok(!archive.names.includes("inner.txt"), `the inner archive taken for the outer at ${length}`);
    // A member with a descriptor is known to be whole once its descriptor is there, 16 bytes at most.
    for (const { name } of ends.filter((each) => each.end + 16 <= length)) {
      assert.equal(await archive.read(name), await texts.read(name), `${name} at ${length}`);
    }
  }
});

Deno.test("a member that is cut off gives what is there, and its size as far as it is known", async () => {
  const data = Array.from({ length: 3000 }, (_, i) => `line ${i * 7919 % 3000}`).join("\n");
  for (const method of ["store", "deflate"] as const) {
    const bytes = zip([GOOD, { name: "cut", data, method, flags: 8 }]);
    const archive = await list(bytes.slice(0, bytes.length >> 1));
    let text = "";
    await assert.rejects(archive.read("cut", (piece) => text += piece), { fault: "cut" });
    assert.ok(text.length > data.length / 3 && data.startsWith(text));
    assert.equal(archive.entries[1].size, text.length);
  }
});

Deno.test("an archive with a damaged directory is walked from member to member", async () => {
  const bytes = zip([GOOD, { name: "two.txt", data: "two", flags: 8 }, { name: "three.txt", data: "three" }]);
  const directory = join([bytes]);
  directory.fill(0, bytes.length - 22 - 60, bytes.length - 22);
  const archive = await list(directory);
  assert.deepEqual(archive.names, ["good.txt", "two.txt", "three.txt"]);
  assert.equal(await archive.read("two.txt"), "two");
  assert.deepEqual([...archive.faultOf.values()], ["directory"]);
});

Deno.test("an archive that lost bytes in its middle keeps the members before and behind the hole", async () => {
  const random = (seed: number) => Uint8Array.from({ length: 5000 }, (_, i) => Math.imul(i + seed, 2654435761) >>> 13);
  const members = ["a", "b", "c"].map((name, i): ZipMember => ({ name, data: random(i), method: "store" }));
  const bytes = zip(members);
  const archive = await list(join([bytes.slice(0, 6000), bytes.slice(7000)]));
  assert.deepEqual(archive.names, ["a", "b", "c"]);
  assert.deepEqual([...archive.faultOf], [["b", "cut"]]);
  assert.equal((await archive.read("c")).length, 5000);
  await assert.rejects(archive.read("b"), { fault: "cut" });
});

Deno.test("messages hold no control characters from names", async () => {
  const archive = await list(zip([{ name: "a\u001b[31m\u202e\n\\", data: "x" }]));
  assert.match(archive.faults[0].error.message, /^Cannot read "a\ufffd\[31m\ufffd\ufffd\\": /);
});
