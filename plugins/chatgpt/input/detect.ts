/**
 * Whether an input looks like a ChatGPT export.
 *
 * @module
 */
import type { Detection, Glimpse } from "../../../core/source.ts";
import { conversationShape, glimpseJson } from "./json_glimpse.ts";
import { describeBytes, describeJson, describeNames } from "./known_shapes.ts";
import { baseName, isConversationFile, isLitter, isSideFile, partKind, portalRoot, shardNumber } from "./names.ts";

/** How sure it is that a glimpse shows a ChatGPT export, from names and first bytes alone. */
export function detect(glimpse: Glimpse): Detection {
  const names = glimpse.entries.filter((name) => !isLitter(name));
  return names.length > 0 ? byNames(glimpse, names) : byBytes(glimpse);
}

function byNames(glimpse: Glimpse, names: string[]): Detection {
  const conversations = names.filter(isConversationFile);
  const claude = describeJson("", glimpse.firstBytes);
  const other = describeNames(names, glimpse.kind === "folder" ? "folder" : "zip");
  if (conversations.length > 0 && claude === undefined && other === undefined) {
    const shards = conversations.filter((name) => shardNumber(name) !== undefined).length;
    const what = shards > 0
      ? `its conversations in ${shards} ${shards === 1 ? "file" : "files"}`
      : "conversations.json";
    const sure = names.some((name) => isSideFile(name) || baseName(name) === "chat.html");
    return { confidence: sure ? 1 : 0.8, sentence: `A ChatGPT export with ${what}.` };
  }
  if (names.some((name) => partKind(name) === "conversations" || portalRoot(name) !== undefined)) {
    return { confidence: 0.95, sentence: "A ChatGPT export of the privacy portal, with archives inside." };
  }
  if (claude !== undefined || other !== undefined) return no(claude ?? other!);
  const exports = names.filter((name) => /(^|[^0-9a-f])[0-9a-f]{64}-20\d\d-\d\d-\d\d-[^/]*\.zip$/.test(name)).length;
  if (exports > 0) {
    return { confidence: 0.9, sentence: `A folder with ${exports} zip archives named like ChatGPT exports.` };
  }
  if (names.some((name) => /\.zip$/i.test(name))) {
    return { confidence: 0.2, sentence: "Zip archives that may be ChatGPT exports." };
  }
  return { confidence: 0, sentence: "Nothing in it is named like a ChatGPT export." };
}

function byBytes({ path, firstBytes }: Glimpse): Detection {
  const json = glimpseJson(firstBytes);
  const shape = json && conversationShape(json);
  if (shape === "single") return { confidence: 0.8, sentence: "A single ChatGPT conversation." };
  if (shape !== undefined) return { confidence: 0.95, sentence: "The conversations of a ChatGPT export." };
  const other = describeBytes(path, firstBytes);
  if (other !== undefined) return no(other);
  if (json?.root === "array" && isConversationFile(path)) {
    return { confidence: 0.5, sentence: "A file named like the conversations of a ChatGPT export." };
  }
  return { confidence: 0, sentence: "This is no ChatGPT export." };
}

function no(clause: string): Detection {
  return { confidence: 0, sentence: clause[0].toUpperCase() + clause.slice(1) + "." };
}
