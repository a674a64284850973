/**
 * Telegram exports, whole and damaged, for checking their source.
 *
 * @module
 */
import { chat, full, message, put } from "../../plugins/telegram/support.ts";

/** A full export of `count` chats; the text of one of them is `edit`'s. */
function chats(edit?: number, count = 60): string {
  const list = Array.from(
    { length: count },
    (_, i) =>
      chat([message(1, `hello ${i}`), message(2, i === edit ? "edited" : "end")], { id: 100 + i, name: `Person ${i}` }),
  );
  return JSON.stringify(full(list), null, 1);
}

const write = (text: string) => (folder: string): Promise<void> => put(`${folder}/export/result.json`, text);

/** `export/result.json`. */
export const telegramExport = {
  input: write(chats()),
  empty: write(chats(undefined, 0)),
  changed: write(chats(7)),
  bad: write(chats().replace('"text": "hello 9"', '"text": "hello 9')),
  cut: write(chats().slice(0, 9000)),
};
