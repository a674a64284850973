import assert from "node:assert/strict";
import { assemble, carry } from "./build_scan.ts";
import { PlainScanner } from "../../../core/json/plain_scanner.ts";
import { Stop } from "../../../core/json/scanner.ts";
import type { Scanner } from "../../../core/json/scanner.ts";
import { openWasmScanner } from "../../../core/json/wasm_scanner.ts";

const folder = new URL("../../../core/json/", import.meta.url);

Deno.test("scan_wasm.ts carries what scan.wat says", async () => {
  const bytes = await assemble("scan.wat", await Deno.readTextFile(new URL("scan.wat", folder)));
  const carried = await Deno.readTextFile(new URL("scan_wasm.ts", folder));
  assert.equal(carry(bytes), carried);
});

/** Scans to the end of an element; gives how and where it stopped, the suspicion and the marks. */
function scanAll(scanner: Scanner, bytes: Uint8Array, step: number, counting: boolean): unknown {
  scanner.grow(bytes.length);
  scanner.window.set(bytes);
  scanner.begin(6, true, false);
  if (counting) scanner.countOnly(true);
  const marks: number[] = [];
  let at = 0;
  let code: number = Stop.limit;
  while (at < bytes.length || code === Stop.suspect || code === Stop.marks) {
    code = scanner.scan(at, Math.min(bytes.length, at + step));
    at = scanner.position;
    scanner.takeMarks(marks, 0);
    if (code === Stop.closed || code === Stop.mismatch || code === Stop.deep) break;
    if (at >= bytes.length) code = Stop.limit;
  }
  return { code: code === Stop.suspect ? Stop.limit : code, at, suspect: scanner.suspect, marks };
}

Deno.test("openWasmScanner() scans as PlainScanner does, in steps of any size", () => {
  const wasm = openWasmScanner();
  assert.ok(wasm !== undefined);
  const plain = new PlainScanner();
  const alphabet = '"""\\\\{}[],::  \nab1Y_y\x7f\x00é'.split("").map((c) => c.charCodeAt(0));
  let seed = 7;
  const next = (most: number): number => {
    seed = seed * 1_664_525 + 1_013_904_223 >>> 0;
    return (seed >>> 8) % most;
  };
  for (let round = 0; round < 4000; round++) {
    const bytes = Uint8Array.from({ length: 1 + next(400) }, () => alphabet[next(alphabet.length)]);
    bytes[0] = next(2) ? 0x7b : 0x5b;
    const counting = next(4) === 0;
    const expected = JSON.stringify(scanAll(plain, bytes, 1 + next(100), counting));
    assert.equal(JSON.stringify(scanAll(wasm, bytes, 1 + next(100), counting)), expected, JSON.stringify([...bytes]));
  }
});
