/**
 * Runs of Markdown stores, and what they leave.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import type { Listed } from "../../../core/sink.ts";
import { markdownStore, type MarkdownStoreOptions } from "../../../plugins/markdown/mod.ts";
import { type FollowOptions, followStore, listedBy, type Run } from "../../support/follow.ts";

/** One run of a store with these options. */
export function follow(options: MarkdownStoreOptions, records: Conversation[], how?: FollowOptions): Promise<Run> {
  return followStore(markdownStore(options), records, how);
}

/** What a store lists, by scope. */
export function listed(options: MarkdownStoreOptions, context?: Context): Promise<Map<string, Listed>> {
  return listedBy(markdownStore(options), context);
}

/** Names and contents of a folder, unfinished files left out. */
export function contents(folder: string): Record<string, string> {
  const found: [string, string][] = [];
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (isFile && !name.includes(".tmp-")) found.push([name, Deno.readTextFileSync(`${folder}/${name}`)]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => a < b ? -1 : 1));
}
