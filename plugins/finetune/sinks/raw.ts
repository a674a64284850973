/**
 * `raw.json`: the conversations as they were read, before anything is left out or made unrecognisable.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { jsonLine } from "../../../core/json_line.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import { MadeChat } from "../written/made_chat.ts";
import { TextFile, writing } from "./text_file.ts";

/** Options of `rawSink`. */
export interface RawSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * Name in reports.
   * @default "raw"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface RawSinkSettings extends RawSinkOptions {
  name: string;
}

const schema: z.ZodType<RawSinkSettings, RawSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  name: z.string().min(1).default("raw").describe("Name in reports."),
});

type Unstamped = Omit<FileSink<Conversation>, typeof PLUGIN>;

/** Writes a JSON list of conversations, one a line. It holds everything people wrote: keep it to yourself. */
export const rawSink: PluginFactory<RawSinkOptions, RawSinkSettings, Unstamped> = definePlugin({
  name: "raw",
  kind: "file",
  summary: "Writes conversations as they were read as raw.json.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => writing(path),
  create: ({ path, name }: RawSinkSettings): Unstamped => ({
    kind: "file",
    name,
    open: (context) => Promise.resolve(openSink(context, path)),
  }),
});

function openSink(context: Context, path: string): OpenFileSink<Conversation> {
  const file = new TextFile(context, path);
  let count = 0;
  return {
    present: () => file.present(),
    async write(conversations) {
      for (const one of conversations) {
        const before = count++ === 0 ? "[\n" : ",\n";
        await file.write(before);
        if (!(one instanceof MadeChat)) {
          for (const piece of linePieces(one)) await file.write(piece);
          continue;
        }
        for (const piece of one.raw) await file.append(piece);
        one.releaseRaw();
      }
    },
    async commit() {
      await file.write(count === 0 ? "[]\n" : "\n]\n");
      return await file.commit();
    },
    abort: () => file.abort(),
  };
}

/** What `jsonLine` gives, in pieces: a large conversation is never text as a whole. */
export function* linePieces(conversation: Conversation): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(conversation)) {
    if (key === "origin" || value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    before = ",";
    if (!Array.isArray(value)) yield jsonLine(value);
    else {
      for (const [i, one] of value.entries()) yield `${i === 0 ? "[" : ","}${jsonLine(one)}`;
      yield value.length === 0 ? "[]" : "]";
    }
  }
  yield "}";
}
