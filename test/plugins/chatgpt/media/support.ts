/**
 * What the tests of media share: exports of one conversation with one pointer, and what its assets came to.
 *
 * @module
 */
import type { Asset, Conversation, JsonObject } from "../../../../core/conversation.ts";
import { zip, type ZipMember } from "../../../support/zip_writer.ts";
import { inFolder, type Outcome, readExports } from "../reading.ts";

/** A message as a test writes it down. */
export interface Said {
  id?: string;
  role?: string;
  content?: JsonObject;
  metadata?: JsonObject;
}

/** One conversation with these messages, one after the other. */
export function chat(id: string, messages: Said[]): JsonObject {
  const mapping: JsonObject = { root: { id: "root", message: null, parent: null, children: [] } };
  let parent = "root";
  for (const [i, { id: own = `${id}-m${i}`, role = "user", content, metadata }] of messages.entries()) {
    const message: JsonObject = {
      id: own,
      author: { role },
      create_time: 1.76e9 + i,
      content: content ?? { content_type: "text", parts: ["hello"] },
    };
    if (metadata !== undefined) message.metadata = metadata;
    mapping[own] = { id: own, message, parent, children: [] };
    parent = own;
  }
  const times = { create_time: 1.76e9, update_time: 1.76e9 + 9 };
  return { id, conversation_id: id, title: id, ...times, mapping, current_node: parent };
}

/** An export's members: these conversations, and files by path. */
export function members(chats: JsonObject[], files: { [path: string]: string | Uint8Array }): ZipMember[] {
  const data = JSON.stringify(chats);
  const rest = Object.entries(files).map(([name, bytes]): ZipMember => ({ name, data: bytes, method: "store" }));
  return [{ name: "conversations.json", data }, ...rest];
}

/** Reads one zip of these members and hands the outcome over, as long as its bytes can be opened. */
export async function readZip(
  chats: JsonObject[],
  files: { [path: string]: string | Uint8Array },
  look: (outcome: Outcome) => Promise<void> | void,
): Promise<void> {
  await inFolder({ "export.zip": zip(members(chats, files)) }, async (folder) => {
    await look(await readExports(`${folder}/export.zip`));
  });
}

/** The assets of one conversation. */
export function assetsOf({ conversations }: Outcome, id: string): Asset[] {
  return conversations.find((each: Conversation) => each.id === id)!.assets;
}

/** Strategy and evidence, or the reason. */
export function told({ match, missing }: Asset): string {
  return match === undefined ? missing ?? "nobody looked" : `${match.confidence}: ${match.strategy} ${match.evidence}`;
}
