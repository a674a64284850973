/**
 * The files of a fine-tuning run, of conversations that other threads have made into text.
 *
 * @module
 */
import { join } from "node:path";
import { type Branch, type Chain, type Sink, through } from "../../../core/chain.ts";
import type { TransformObject } from "../../../core/transform.ts";
import type { Block } from "../block.ts";
import { blockTransforms, type FinetuneSettings, toBlockFiles } from "../preset.ts";
import { rawSink } from "../sinks/raw.ts";
import { appliedElsewhere, type MadeChat, type OpenedElsewhere } from "./made_chat.ts";

/**
 * The sinks for `from(source).to(…)` of a source of `MadeChat`: the same files and the same report as those of
 * `toFinetuneData`. What looks across conversations is done here.
 *
 * @throws {TypeError} when the settings are wrong, as `toFinetuneData` does
 */
export function toFinetuneFiles(
  settings: FinetuneSettings,
  elsewhere: OpenedElsewhere,
): [Sink<MadeChat>, ...Sink<MadeChat>[]] {
  const transforms = blockTransforms(settings);
  const applied = transforms.map((one, i) => appliedElsewhere(one, i === transforms.length - 1, elsewhere));
  const [first, ...rest] = applied as TransformObject<MadeChat, MadeChat>[];
  const blocks: Chain<MadeChat, unknown, Branch<MadeChat>> = rest.reduce(
    (chain, next) => chain.through(next),
    through(first),
  );
  const data = toBlockFiles(blocks as Chain<MadeChat, Block, Branch<MadeChat>>, settings);
  if (!settings.raw) return [data];
  // It knows a chat whose line is made already.
  return [data, rawSink({ path: join(settings.out, "raw.json") }) as unknown as Sink<MadeChat>];
}
