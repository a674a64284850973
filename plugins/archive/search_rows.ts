/**
 * What was said in a conversation, as rows of the texts that the first page searches.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { isObject } from "../../core/raw.ts";
import { text } from "../../core/text.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";
import { hasContent } from "./html/standing.ts";
import { type Placeable, placeMessages } from "./html/thread.ts";
import { pageName, pageOf } from "./part_names.ts";
import { storedMessages } from "./stored_messages.ts";

/**
 * A row: folder and text; of a conversation of several pages also a page, and pairs of numbers: where a message begins
 * in the text, and its number.
 */
export type SearchRow = [folder: string, text: string, page?: string, marks?: number[]];

/** Characters after which a row of a long conversation ends. */
const ROW_CHARACTERS = 200_000;

/** What a message of a long conversation is remembered by. */
interface Said extends Placeable {
  said: string;
  shown: boolean;
}

/** What was said in a conversation, on every branch, on one line; nothing where its file is not what was written. */
export async function* searchRows(folder: ArchiveFolder, held: Held): AsyncGenerator<SearchRow> {
  const path = `${held.folder}/conversation.json`;
  const known = held.files.find((file) => file.path === "conversation.json");
  const found = await folder.look(path, false);
  const there = found.kind === "file" && found.sha256 === known?.sha256;
  const { starts } = held.facts;
  if (there && starts) yield* longRows(folder, held.folder, starts);
  else yield [held.folder, there ? await allText(folder, path) : ""];
}

async function allText(folder: ArchiveFolder, path: string): Promise<string> {
  const bytes = await folder.context.files.read(folder.at(path));
  const content: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
  if (!isObject(content)) return "";
  const { messages, branches } = content as unknown as Pick<Conversation, "messages" | "branches">;
  const said = (list: Message[]): string[] => list.filter(({ hidden }) => hidden === undefined).map((one) => text(one));
  return oneLine([...said(messages), ...said(branches)].join(" "));
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, " ").trim();
}

async function* longRows(folder: ArchiveFolder, name: string, starts: readonly number[]): AsyncGenerator<SearchRow> {
  let line = "";
  let page = 0;
  let marks: number[] = [];
  for (const { message: { said }, number } of placeMessages(await remembered(folder, name), ({ shown }) => shown)) {
    if (said === "") continue;
    const at = pageOf(number, starts);
    if (line !== "" && (at !== page || line.length > ROW_CHARACTERS)) {
      yield [name, line, pageName(page), marks];
      line = "";
      marks = [];
    }
    page = at;
    if (line !== "") line += " ";
    marks.push(line.length, number);
    line += said;
  }
  if (line !== "") yield [name, line, pageName(page), marks];
}

async function remembered(folder: ArchiveFolder, name: string): Promise<{ messages: Said[]; branches: Said[] }> {
  const lists: { messages: Said[]; branches: Said[] } = { messages: [], branches: [] };
  const file = await folder.context.files.open(folder.at(name, "conversation.json"));
  try {
    for await (const { list, message } of storedMessages(file)) {
      const { id, parentId, createdAt, hidden } = message;
      const said = hidden === undefined ? oneLine(text(message)) : "";
      lists[list].push({ id, parentId, createdAt, said, shown: hasContent(message) });
    }
  } finally {
    file.close();
  }
  return lists;
}
