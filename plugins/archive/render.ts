/**
 * A conversation as pages and as Markdown.
 *
 * The libraries that this needs are loaded with this module, and with nothing else of the plugin.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { contentPieces } from "../../core/markdown/body.ts";
import { frontMatter } from "../../core/markdown/front_matter.ts";
import { fileAddress } from "./html/escape.ts";
import { conversationPages } from "./html/page.ts";
import type { ShownFile } from "./html/view.ts";

/** What is to be made. */
export interface RenderOrder {
  files: [asset: string, file: ShownFile][];
  /** Whether Markdown is wanted, too. */
  markdown: boolean;
}

/** What was made, in UTF-8 and in pieces. */
export interface Rendered {
  /** The pages, in order. */
  pages: Uint8Array<ArrayBuffer>[][];
  /** The number of the first message of each. */
  starts: number[];
  markdown?: Uint8Array<ArrayBuffer>[];
}

/** Characters of Markdown that become bytes at once. */
const AT_ONCE = 64 * 1024;

const encoder = new TextEncoder();

/** Makes the files of one conversation. */
export function render(conversation: Conversation, { files, markdown }: RenderOrder): Rendered {
  const { pages, starts } = conversationPages(conversation, new Map(files));
  return { pages, starts, ...markdown && { markdown: [...markdownOf(conversation, files)] } };
}

function* markdownOf(conversation: Conversation, files: RenderOrder["files"]): Generator<Uint8Array<ArrayBuffer>> {
  const addresses = new Map(files.map(([asset, { file }]) => [asset, fileAddress(file)]));
  const shown = { thinking: true, tools: true, hidden: false, timestamps: true, files: addresses };
  let text = frontMatter(conversation);
  for (const piece of contentPieces(conversation, shown)) {
    text += piece;
    if (text.length < AT_ONCE) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
