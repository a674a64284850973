/**
 * `processed.json`: blocks by chat, for people and programs that look at them.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import type { Block } from "../block.ts";
import { WrittenBlock } from "../written/written_block.ts";
import { pretty, TextFile, writing } from "./text_file.ts";

/** Options of `processedSink`. */
export interface ProcessedSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * Name in reports.
   * @default "processed"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface ProcessedSinkSettings extends ProcessedSinkOptions {
  name: string;
}

const schema: z.ZodType<ProcessedSinkSettings, ProcessedSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  name: z.string().min(1).default("processed").describe("Name in reports."),
});

type Unstamped = Omit<FileSink<Block>, typeof PLUGIN>;

/**
 * Writes a JSON list of chats, each `{ contact_name, chat_type, num_blocks, blocks: [{ messages: [{ timestamp, role,
 * content }] }] }`, with two spaces of indentation, non-ASCII characters as they are, and no line end at its end.
 * `contact_name`, `chat_type` and `timestamp` are null where there is none. Holds the blocks of one chat at a time.
 */
export const processedSink: PluginFactory<ProcessedSinkOptions, ProcessedSinkSettings, Unstamped> = definePlugin({
  name: "processed",
  kind: "file",
  summary: "Writes blocks by chat as processed.json.",
  accepts: ["block"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => writing(path),
  create: ({ path, name }: ProcessedSinkSettings): Unstamped => ({
    kind: "file",
    name,
    open: (context) => Promise.resolve(openSink(context, path)),
  }),
});

function openSink(context: Context, path: string): OpenFileSink<Block> {
  const file = new TextFile(context, path);
  let chat: Block[] = [];
  let chats = 0;

  async function endChat(): Promise<void> {
    if (chat.length === 0) return;
    const [{ title, chatType }] = chat;
    const head = pretty({
      contact_name: title ?? null,
      chat_type: chatType ?? null,
      num_blocks: chat.length,
      blocks: [],
    });
    // Block by block: a large chat is never text as a whole.
    await file.write(`${chats++ === 0 ? "[" : ","}\n  ${indented(head, 1).slice(0, -"]\n  }".length)}`);
    for (const [i, block] of chat.entries()) {
      const before = `${i === 0 ? "" : ","}\n      `;
      if (!(block instanceof WrittenBlock)) await file.write(before + processedText(block));
      else {
        await file.write(before);
        await file.append(block.processed);
        block.letGo();
      }
    }
    await file.write("\n    ]\n  }");
    chat = [];
  }

  return {
    present: () => file.present(),
    async write(blocks) {
      for (const block of blocks) {
        if (chat.length > 0 && chat[0].conversationId !== block.conversationId) await endChat();
        chat.push(block);
      }
    },
    async commit() {
      await endChat();
      await file.write(chats === 0 ? "[]" : "\n]");
      return await file.commit();
    },
    abort: () => file.abort(),
  };
}

/** A block as it stands in the list of its chat. */
export function processedText({ messages }: Block): string {
  const block = pretty({
    messages: messages.map(({ timestamp, role, content }) => ({ timestamp: timestamp ?? null, role, content })),
  });
  return indented(block, 3);
}

/** Line ends inside of strings are escaped, so each that stands here is one of the layout. */
function indented(json: string, depth: number): string {
  return json.replaceAll("\n", `\n${"  ".repeat(depth)}`);
}
