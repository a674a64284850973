/**
 * A conversation as a page and as Markdown, in this thread or in another: what goes in and out can be cloned.
 *
 * The libraries that this needs are loaded with this module, and with nothing else of the plugin.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { collector } from "../../core/garbage.ts";
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

/** What was made, in UTF-8: bare memory, since every element of a typed array that arrives is looked at. */
export interface Rendered {
  /** The pages, in order. */
  pages: ArrayBuffer[];
  /** The number of the first message of each. */
  starts: number[];
  /** In pieces. */
  markdown?: ArrayBuffer[];
  /** Memory that changes threads with it. */
  transfer: ArrayBuffer[];
}

/** Characters of Markdown that become bytes at once. */
const AT_ONCE = 64 * 1024;

const encoder = new TextEncoder();

/** Makes the files of one conversation. */
export function render(conversation: Conversation, { files, markdown }: RenderOrder): Rendered {
  const { pages, starts } = conversationPages(conversation, new Map(files));
  const html = pages.map(({ buffer }) => buffer);
  if (!markdown) return { pages: html, starts, transfer: html };
  const md = [...markdownOf(conversation, files)];
  return { pages: html, starts, markdown: md, transfer: [...html, ...md] };
}

function* markdownOf(conversation: Conversation, files: RenderOrder["files"]): Generator<ArrayBuffer> {
  const addresses = new Map(files.map(([asset, { file }]) => [asset, fileAddress(file)]));
  const shown = { thinking: true, tools: true, hidden: false, timestamps: true, files: addresses };
  let text = frontMatter(conversation);
  for (const piece of contentPieces(conversation, shown)) {
    text += piece;
    if (text.length < AT_ONCE) continue;
    yield encoder.encode(text).buffer;
    text = "";
  }
  if (text !== "") yield encoder.encode(text).buffer;
}

/** What another thread is asked: `json` is `conversation.json`. */
export interface Asked extends RenderOrder {
  json: ArrayBuffer;
}

/** Bytes of conversations after which the thread collects what was left of them: V8 by itself lets it grow. */
const collect = collector(2e6);

/** Does the same in another thread. */
export function help({ json, ...order }: Asked): Promise<Rendered> {
  collect(json.byteLength);
  return Promise.resolve(render(JSON.parse(new TextDecoder().decode(json)), order));
}
