/**
 * The messages of a conversation, as markup, dealt to pages.
 *
 * @module
 */
import { MOST_MARKUP, MOST_MESSAGES, pageName, pageOf } from "../part_names.ts";
import { messageHtml, versionsHtml } from "./message.ts";
import { standing } from "./standing.ts";
import type { Placed } from "./thread.ts";
import type { Media } from "./view.ts";

/** Markup that is done, and what is made once all pages are known. */
type Piece = Uint8Array<ArrayBuffer> | ((starts: readonly number[]) => string);

/** The messages of one page. */
export interface Sheet {
  /** Number of its first message. */
  first: number;
  /** Messages that are out of the way until somebody wants to see them. */
  context: number;
  pieces: Piece[];
}

/** Characters that become bytes at once. */
const AT_ONCE = 64 * 1024;

const encoder = new TextEncoder();

/** Deals messages to pages, one after the other, as each holds a number of them, and so much markup. */
export function dealMessages(placed: readonly Placed[], media: Media): Sheet[] {
  const sheets: Sheet[] = [];
  let text = "";
  let size = 0;
  let sheet: Sheet | undefined;
  const end = (): void => {
    if (text !== "") sheet?.pieces.push(encoder.encode(text));
    text = "";
  };
  for (const one of placed) {
    const { head, body, end: rest } = messageHtml(one, media);
    const length = head.length + body.length + rest.length;
    if (!sheet || one.number - sheet.first >= MOST_MESSAGES || size + length > MOST_MARKUP) {
      end();
      sheets.push(sheet = { first: one.number, context: 0, pieces: [] });
      size = 0;
    } else text += "\n";
    size += length;
    if (standing(one.message) === "context") sheet.context++;
    text += head;
    if (one.versions.length > 1) {
      end();
      sheet.pieces.push((starts) => versionsHtml(one, (number) => addressOf(number, one.number, starts)));
    }
    text += body;
    if (!one.canonical) {
      end();
      sheet.pieces.push((starts) => wayBack(one, starts));
    }
    text += rest;
    if (text.length > AT_ONCE) end();
  }
  end();
  return sheets.length === 0 ? [{ first: 0, context: 0, pieces: [] }] : sheets;
}

/** The address of a message, as the page of another says it. */
function addressOf(number: number, from: number, starts: readonly number[]): string {
  const index = pageOf(number, starts);
  return index === pageOf(from, starts) ? `#m${number}` : `${pageName(index)}#m${number}`;
}

/** Off the canonical thread a page does not say by itself what a message answers, where that is on another page. */
function wayBack({ number, parent }: Placed, starts: readonly number[]): string {
  if (!parent) return "";
  const address = addressOf(parent.number, number, starts);
  if (address.startsWith("#")) return "";
  const part = pageOf(parent.number, starts) + 1;
  return `<p class="elsewhere"><a href="${address}">What this answers is in part ${part}</a></p>\n`;
}
