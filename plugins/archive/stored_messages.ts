/**
 * The messages of a `conversation.json` of this store, one at a time: those of a long conversation would take much
 * memory at once.
 *
 * The file is written with a space for each depth, and no string of JSON holds a line feed: a message begins with a line
 * of its own, and ends with one.
 *
 * @module
 */
import type { Message } from "../../core/conversation.ts";
import type { RandomAccessFile } from "../../core/host.ts";

/** What is read at a time. */
const READ_BYTES = 1024 * 1024;

/** A message with the list that it stands in. */
export interface Stored {
  list: "messages" | "branches";
  message: Message;
}

/** The messages of a file whose bytes are those that this store wrote. */
export async function* storedMessages(file: RandomAccessFile): AsyncGenerator<Stored> {
  let list: Stored["list"] | undefined;
  let lines: string[] | undefined;
  for await (const line of linesOf(file)) {
    if (lines) {
      lines.push(line);
      if (line !== "  }" && line !== "  },") continue;
      const message: Message = JSON.parse(lines.join("\n").replace(/,$/, ""));
      lines = undefined;
      if (list) yield { list, message };
    } else if (line === "  {") lines = [line];
    else if (/^ "/.test(line)) list = line === ' "messages": [' ? "messages" : branchesAt(line);
  }
}

function branchesAt(line: string): "branches" | undefined {
  return line === ' "branches": [' ? "branches" : undefined;
}

async function* linesOf(file: RandomAccessFile): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(Math.min(READ_BYTES, Math.max(1, file.size)));
  let rest = "";
  for (let at = 0; at < file.size;) {
    const read = await file.read(buffer, at);
    if (read === 0) break;
    at += read;
    const lines = decoder.decode(buffer.subarray(0, read), { stream: true }).split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
