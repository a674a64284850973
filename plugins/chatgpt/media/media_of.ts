/**
 * The media index of opened inputs, made once and only where somebody asks for it.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { OpenInputs } from "../input/open_inputs.ts";
import { buildMediaIndex, type MediaIndex } from "./media_index.ts";

/** Gives the index; every call the same one. */
export type MediaOf = () => Promise<MediaIndex>;

/** The index of these inputs; undefined where media are not to be matched. */
export function mediaOf(inputs: OpenInputs, wanted: boolean, context: Context): MediaOf | undefined {
  let made: Promise<MediaIndex> | undefined;
  return wanted ? () => made ??= buildMediaIndex(inputs.exports, context) : undefined;
}
