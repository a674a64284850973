/**
 * Pictures that code drew: `metadata.aggregate_result`.
 *
 * @module
 */
import type { Part } from "../../../core/conversation.ts";
import { type Place } from "./media.ts";
import { asArray, asCount, asText, isObject } from "./raw.ts";

const FILE_SERVICE = ["image/vnd.openai.fileservice.png", "image/vnd.openai.fileservice2.png"];

/** Adds an image part for each picture that is not among the parts yet, in the order in which they were shown. */
export function addPlots(aggregate: unknown, parts: Part[], place: Place): void {
  if (!isObject(aggregate)) return;
  const shown = new Set<string | undefined>(parts.map((part) => "assetId" in part ? part.assetId : undefined));
  const add = (pointer: string, width?: unknown, height?: unknown) => {
    const facts = {
      kind: "image",
      messageId: place.messageId,
      width: asCount(width),
      height: asCount(height),
    } as const;
    const { id } = place.assets.refer(pointer, facts);
    if (!shown.has(id)) parts.push({ type: "image", assetId: id });
    shown.add(id);
  };
  for (const message of asArray(aggregate.messages)) {
    const url = isObject(message) ? asText(message.image_url) : undefined;
    if (isObject(message) && url !== undefined) add(url, message.width, message.height);
  }
  for (const message of asArray(aggregate.jupyter_messages)) {
    if (!isObject(message)) continue;
    const data = isObject(message.content) ? message.content.data : message.data;
    for (const key of isObject(data) ? FILE_SERVICE : []) {
      const value = isObject(data) ? data[key] : undefined;
      const pointer = isObject(value) ? asText(value.asset_pointer) ?? asText(value.url) : asText(value);
      if (pointer !== undefined) add(pointer);
    }
  }
}
