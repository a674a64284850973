/**
 * From checked drafts to pipelines.
 *
 * @module
 */
import { type Branch, from, type Link, type Pipeline, type Sink, through } from "../../core/chain.ts";
import { takeApart } from "../../core/engine/paths.ts";
import type { Source } from "../../core/source.ts";
import { isTree, type PipelineDraft, type PluginDraft, type TreeDraft } from "./draft.ts";
import type { Mistakes } from "./mistakes.ts";
import type { Prepared } from "./prepare.ts";
import { firstLine } from "./read.ts";

/** The pipeline of a draft whose plugins are all made; undefined, with a mistake, where the engine refuses it. */
export function buildPipeline(
  { finished, tree, path }: PipelineDraft,
  source: unknown,
  prepared: ReadonlyMap<PluginDraft, Prepared>,
  mistakes: Mistakes,
): Pipeline | undefined {
  if (!finished && (source === undefined || !tree)) return undefined;
  try {
    const pipeline = finished ?? chain(source as Source<unknown>, tree as TreeDraft, prepared);
    takeApart(pipeline);
    return pipeline;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    mistakes.add(path, firstLine(error));
    return undefined;
  }
}

function chain(source: Source<unknown>, tree: TreeDraft, prepared: ReadonlyMap<PluginDraft, Prepared>): Pipeline {
  // The types were checked by kind; here they are all the same.
  const valueOf = (draft: PluginDraft): unknown => prepared.get(draft)?.value;
  const links = (one: TreeDraft): ((record: unknown) => unknown)[] =>
    one.through.map((draft) => valueOf(draft) as Link as (record: unknown) => unknown);
  const sinks = (one: TreeDraft): Sink<unknown>[] =>
    one.to.flatMap((sink) => {
      if (!isTree(sink)) return [valueOf(sink) as Sink<unknown>];
      const [first, ...rest] = links(sink);
      // A branch without transforms is its sinks.
      if (first === undefined) return sinks(sink);
      let branch = through(first);
      for (const link of rest) branch = branch.through(link);
      return [branch.to(...some(sinks(sink))) as Branch<unknown>];
    });
  let whole = from(source);
  for (const link of links(tree)) whole = whole.through(link);
  return whole.to(...some(sinks(tree)));
}

function some(sinks: Sink<unknown>[]): [Sink<unknown>, ...Sink<unknown>[]] {
  const [first, ...rest] = sinks;
  return [first, ...rest];
}
