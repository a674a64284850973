/**
 * Assembles `scan.wat` into `scan_wasm.ts`. Development only:
 * `deno run --allow-read --allow-write test/core/json/build_scan.ts`
 *
 * @module
 */
import { wabt } from "../../../deps/wabt.ts";

/** The assembled bytes of a module in WebAssembly text. Throws an `Error` with line and column when it is wrong. */
export async function assemble(name: string, text: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat(name, text, { simd: true, bulk_memory: true, sign_extension: true });
  try {
    module.validate();
    return new Uint8Array(module.toBinary({ write_debug_names: false }).buffer);
  } finally {
    module.destroy();
  }
}

/** The TypeScript module that carries the bytes. */
export function carry(bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? [];
  return `/**
 * The scanner in WebAssembly. Made by \`test/core/json/build_scan.ts\` from \`scan.wat\`; not to be edited.
 *
 * @module
 */

/** The module's bytes in base64. */
export const SCAN_WASM: string = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (import.meta.main) {
  const text = await Deno.readTextFile(new URL("../../../core/json/scan.wat", import.meta.url));
  await Deno.writeTextFile(
    new URL("../../../core/json/scan_wasm.ts", import.meta.url),
    carry(await assemble("scan.wat", text)),
  );
}
