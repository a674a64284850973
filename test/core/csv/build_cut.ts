/**
 * Assembles `cut.wat` into `cut_wasm.ts`. Development only:
 * `deno run --allow-read --allow-write test/core/csv/build_cut.ts`
 *
 * @module
 */
import { assemble } from "../json/build_scan.ts";

const TEXT = new URL("../../../core/csv/cut.wat", import.meta.url);
const MODULE = new URL("../../../core/csv/cut_wasm.ts", import.meta.url);

/** The module that carries the assembled bytes, as it should be. */
export async function cutModule(): Promise<string> {
  const bytes = await assemble("cut.wat", await Deno.readTextFile(TEXT));
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? [];
  return `/**
 * The cutter in WebAssembly. Made by \`test/core/csv/build_cut.ts\` from \`cut.wat\`; not to be edited.
 *
 * @module
 */

/** The module's bytes in base64. */
export const CUT_WASM: string = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (import.meta.main) await Deno.writeTextFile(MODULE, await cutModule());
