/**
 * Small exports for tests of what goes wrong.
 *
 * @module
 */
import { renderExport, thread } from "../../support/exports/mod.ts";

export { conversationObject, packExport, renderExport, thread } from "../../support/exports/mod.ts";

/** The files of an export of these conversations, in shards of so many. */
export function shardsOf(ids: string[], shardSize: number): Map<string, Uint8Array> {
  return renderExport(ids.map((id) => thread(id, `Title ${id}`, ["Q", "A"])), "C", { shardSize });
}
