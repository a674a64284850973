/**
 * Assembles the modules of `plugins/chat_csv/kernel/` into `kernel_wasm.ts`. Development only:
 * `deno run --allow-read --allow-write test/plugins/chat_csv/kernel/build_kernel.ts`
 *
 * @module
 */
import { assemble } from "../../../core/json/build_scan.ts";

const FOLDER = new URL("../../../../plugins/chat_csv/kernel/", import.meta.url);
const MODULE = new URL("kernel_wasm.ts", FOLDER);

/** The module that carries the assembled bytes, as it should be. */
export async function kernelModule(): Promise<string> {
  let text = `/**
 * The kernel in WebAssembly. Made by \`test/plugins/chat_csv/kernel/build_kernel.ts\` from \`text.wat\`, \`log.wat\` and
 * \`lines.wat\`; not to be edited.
 *
 * @module
 */
`;
  for (const name of ["text", "log", "lines"]) {
    const bytes = await assemble(`${name}.wat`, await Deno.readTextFile(new URL(`${name}.wat`, FOLDER)));
    const lines = bytes.toBase64().match(/.{1,100}/g) ?? [];
    text += `
/** The bytes of \`${name}.wat\` in base64. */
export const ${name.toUpperCase()}_WASM: string = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
  }
  return text;
}

if (import.meta.main) await Deno.writeTextFile(MODULE, await kernelModule());
