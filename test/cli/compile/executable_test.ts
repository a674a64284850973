import assert from "node:assert/strict";
import { targetOf, targetOfFile } from "../../../cli/compile/executable.ts";
import { isTarget, programName, TARGETS } from "../../../cli/targets.ts";

/** The head of a file, with numbers (little-endian) at their places. */
function head(start: readonly number[], numbers: readonly (readonly [at: number, bytes: 2 | 4, value: number])[] = []) {
  const bytes = new Uint8Array(4096);
  bytes.set(start);
  const view = new DataView(bytes.buffer);
  for (const [at, size, value] of numbers) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return bytes;
}

Deno.test("a program says by its first bytes which machine it is for", () => {
  const elf = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
  const mach = [0xcf, 0xfa, 0xed, 0xfe];
  const pe = (machine: number) => head([0x4d, 0x5a], [[0x3c, 4, 0x108], [0x108, 4, 0x4550], [0x10c, 2, machine]]);
  assert.equal(targetOf(head(elf, [[18, 2, 62]])), "x86_64-unknown-linux-gnu");
  assert.equal(targetOf(head(elf, [[18, 2, 183]])), "aarch64-unknown-linux-gnu");
  assert.equal(targetOf(head(mach, [[4, 4, 0x01000007]])), "x86_64-apple-darwin");
  assert.equal(targetOf(head(mach, [[4, 4, 0x0100000c]])), "aarch64-apple-darwin");
  assert.equal(targetOf(pe(0x8664)), "x86_64-pc-windows-msvc");
  for (
    const other of [
      pe(0x14c),
      head(elf, [[18, 2, 3]]),
      head([]),
      new Uint8Array(3),
      head([0x4d, 0x5a], [[0x3c, 4, 1e9]]),
    ]
  ) {
    assert.equal(targetOf(other), undefined);
  }
});

Deno.test("this deno is a program for this machine", async () => {
  if (isTarget(Deno.build.target)) assert.equal(await targetOfFile(Deno.execPath()), Deno.build.target);
  assert.equal(await targetOfFile(new URL(import.meta.url).pathname), undefined);
});

Deno.test("programs for Windows end in .exe, once", () => {
  assert.deepEqual(TARGETS.map((target) => programName("a.b", target)).filter((name) => name !== "a.b"), ["a.b.exe"]);
  assert.equal(programName("A.EXE", "x86_64-pc-windows-msvc"), "A.EXE");
});
