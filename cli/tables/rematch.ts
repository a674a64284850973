/**
 * The table's entry of `threadloom rematch-media`.
 *
 * @module
 */
import type { Command } from "../command.ts";
import { INPUTS } from "./common.ts";

/** The command. */
export const REMATCH_MEDIA: Command = {
  name: "rematch-media",
  summary: "Look for images, recordings and files again, and update the conversations that gain some.",
  details: [
    "Of an import it reads the exports it was made from and those named here: a media archive that came later, an " +
    "unpacked folder. Only conversations that gain something are written. The index of all media is kept in " +
    "DIR/.threadloom/media_index.json.",
    "A folder that an earlier tool organised (index.json, a folder a conversation, the unpacked export in _tmp) gets " +
    "the bytes that are found now beside those it has, and media_index.json; nothing in it is replaced.",
  ],
  arguments: [
    {
      name: "folder",
      summary: "an import's folder or its archive, or one organised by an earlier tool",
      required: true,
      path: "folder",
    },
    { ...INPUTS, required: false, summary: "exports or parts of exports that hold more media" },
  ],
  flags: [],
  examples: [
    { line: "threadloom rematch-media threadloom Files__1.zip", says: "a part of the export came later" },
    { line: "threadloom rematch-media output_organized", says: "a folder of an earlier tool" },
  ],
  exits: { 1: "something could not be read or written" },
  module: "./commands/rematch_media.ts",
};
