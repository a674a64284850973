/**
 * What is noted of a chat while its bytes go by.
 *
 * @module
 */
import { localAsUtc, unixTime } from "../map/times.ts";
import type { Passed } from "./window.ts";
import type { ChatList, ChatRow } from "./chat_row.ts";

type Read = () => string | number | boolean | null | undefined;

/** The notes of one chat. */
export class ChatNotes {
  readonly row: ChatRow;
  hasMessages = false;

  constructor(list: ChatList, index: number, start: number) {
    this.row = {
      list,
      index,
      start,
      end: start,
      messagesStart: -1,
      messagesEnd: -1,
      messages: 0,
      repairs: 0,
      faults: [],
      truncated: false,
      fingerprint: "",
    };
  }

  chatField(key: string, read: Read): void {
    if (key !== "name" && key !== "type" && key !== "id") return;
    const value = read();
    if (key === "id") {
      if (typeof value === "number" || (typeof value === "string" && value !== "")) this.row.id = value;
    } else if (typeof value === "string" || value === null) this.row[key] = value;
  }

  messageField(key: string, read: Read): void {
    if (key === "date_unixtime" || key === "edited_unixtime") {
      const at = unixTime(read());
      if (at !== undefined && !(this.row.newest! >= at)) this.row.newest = at;
    } else if (key === "date" || key === "edited") {
      // Only where there are no unix times: reading each would take long.
      if (this.row.newest !== undefined) return;
      const at = localAsUtc(read());
      if (at !== undefined && !(this.row.newestLocal! >= at)) this.row.newestLocal = at;
    }
  }

  /** Of messages that were passed over. */
  passed({ messages, newest }: Passed): void {
    this.row.messages += messages;
    if (newest > 0 && !(this.row.newest! >= newest)) this.row.newest = newest;
  }

  messagesAt(at: number): void {
    this.hasMessages = true;
    // Of two lists of messages the last one counts, as with any key that comes twice.
    this.row.messagesStart = at;
    this.row.messages = 0;
  }

  messagesEndAt(end: number): void {
    this.row.messagesEnd = end;
  }

  endAt(end: number): void {
    const { row } = this;
    row.end = end;
    if (row.messagesStart < 0) row.messagesStart = row.messagesEnd = end;
    else if (row.messagesEnd < row.messagesStart) row.messagesEnd = end;
  }
}
