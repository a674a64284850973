/**
 * Assembles `messages.wat` into `messages_wasm.ts`. Development only:
 * `deno run --allow-read --allow-write test/plugins/telegram/scan/build_messages.ts`
 *
 * @module
 */
import { assemble } from "../../../core/json/build_scan.ts";

const TEXT = new URL("../../../../plugins/telegram/scan/messages.wat", import.meta.url);
const MODULE = new URL("../../../../plugins/telegram/scan/messages_wasm.ts", import.meta.url);

/** The module that carries the assembled bytes, as it should be. */
export async function messagesModule(): Promise<string> {
  const bytes = await assemble("messages.wat", await Deno.readTextFile(TEXT));
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? [];
  return `/**
 * What passes over messages, in WebAssembly. Made by \`test/plugins/telegram/scan/build_messages.ts\` from
 * \`messages.wat\`; not to be edited.
 *
 * @module
 */

/** The module's bytes in base64. */
export const MESSAGES_WASM: string = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (import.meta.main) await Deno.writeTextFile(MODULE, await messagesModule());
