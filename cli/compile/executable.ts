/**
 * How an executable says which machine it is for.
 *
 * @module
 */
import type { Target } from "../targets.ts";

/** Bytes of a file that `targetOf` looks at. */
export const HEAD_BYTES = 4096;

/** Machines by their number in an ELF file, a Mach-O file and a PE file. */
const ELF_MACHINES = new Map<number, Target>([[62, "x86_64-unknown-linux-gnu"], [183, "aarch64-unknown-linux-gnu"]]);
const MACH_MACHINES = new Map<number, Target>([[0x01000007, "x86_64-apple-darwin"], [
  0x0100000c,
  "aarch64-apple-darwin",
]]);
const PE_MACHINES = new Map<number, Target>([[0x8664, "x86_64-pc-windows-msvc"]]);

/**
 * The machine that an executable is for; undefined when it is none of these. Formats: ELF header (`e_machine`, offset
 * 18), Mach-O header (`cputype`, offset 4), PE header (`Machine`, 4 bytes behind the offset that stands at 0x3c).
 *
 * @param head the first bytes of the file, at most `HEAD_BYTES` are looked at
 */
export function targetOf(head: Uint8Array): Target | undefined {
  if (head.length < 64) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) === 0x7f454c46) return ELF_MACHINES.get(view.getUint16(18, true));
  if (view.getUint32(0, true) === 0xfeedfacf) return MACH_MACHINES.get(view.getUint32(4, true));
  if (view.getUint16(0) !== 0x4d5a) return undefined;
  const at = view.getUint32(0x3c, true);
  if (at + 6 > head.length || view.getUint32(at) !== 0x50450000) return undefined;
  return PE_MACHINES.get(view.getUint16(at + 4, true));
}

/** The machine that a file is for. */
export async function targetOfFile(path: string): Promise<Target | undefined> {
  using file = await Deno.open(path);
  const head = new Uint8Array(HEAD_BYTES);
  let size = 0;
  while (size < head.length) {
    const read = await file.read(head.subarray(size));
    if (read === null) break;
    size += read;
  }
  return targetOf(head.subarray(0, size));
}
