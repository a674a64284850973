/**
 * Assembles `kernel.wat` into `kernel_wasm.ts`. Development only:
 * `deno run --allow-read --allow-write test/plugins/vectors/build_kernel.ts`
 *
 * @module
 */
import { assemble } from "../../core/json/build_scan.ts";

const TEXT = new URL("../../../plugins/vectors/kernel.wat", import.meta.url);
const MODULE = new URL("../../../plugins/vectors/kernel_wasm.ts", import.meta.url);

/** The module that carries the assembled bytes, as it should be. */
export async function kernelModule(): Promise<string> {
  const bytes = await assemble("kernel.wat", await Deno.readTextFile(TEXT));
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? [];
  return `/**
 * The kernel in WebAssembly. Made by \`test/plugins/vectors/build_kernel.ts\` from \`kernel.wat\`; not to be edited.
 *
 * @module
 */

/** The module's bytes in base64. */
export const KERNEL_WASM: string = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (import.meta.main) await Deno.writeTextFile(MODULE, await kernelModule());
