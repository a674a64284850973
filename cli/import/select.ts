/**
 * Which conversations an import takes: `--with-media`, `--kinds`, `--after`, `--before`.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { Call } from "../command.ts";
import { UsageError } from "../command.ts";
import type { Flags } from "../flags.ts";
import { kindsOf } from "../tables/selection.ts";
import { readThrough } from "./read_through.ts";

/** What a selection asks of a conversation; undefined when every one is taken. */
export function selectionOf(flags: Flags): ((conversation: Conversation) => boolean) | undefined {
  const [kinds, after, before] = [flags.text("kinds"), flags.text("after"), flags.text("before")];
  const wanted = kinds === undefined ? undefined : kindsOf(kinds);
  if (wanted === undefined && after === undefined && before === undefined && !flags.on("with-media")) return undefined;
  const media = wanted !== undefined || flags.on("with-media");
  const [from, to] = [
    after === undefined ? -Infinity : Date.parse(after),
    before === undefined ? Infinity : Date.parse(before),
  ];
  return ({ assets, createdAt, updatedAt }) => {
    const at = createdAt ?? updatedAt;
    if ((after !== undefined || before !== undefined) && (at === undefined || at < from || at >= to)) return false;
    return !media || assets.some(({ kind, match }) => match !== undefined && (wanted?.has(kind) ?? true));
  };
}

/**
 * The ids that a selection takes, found by reading the exports once more; undefined when every one is taken.
 *
 * @throws {UsageError} when a plan of it is to be written: what it takes is not part of a plan
 */
export async function selectedIds(
  { load, output, flags }: Pick<Call, "load" | "output" | "flags">,
  host: Host,
  inputs: string[],
): Promise<Set<string> | undefined> {
  const takes = selectionOf(flags);
  if (takes === undefined) return undefined;
  if (flags.text("output") !== undefined) {
    throw new UsageError(
      "Cannot write a plan of some conversations: -o FILE takes all of them, leave the selection out",
    );
  }
  const ids = new Set<string>();
  await readThrough({ load, output }, host, inputs, (conversation) => {
    if (takes(conversation)) ids.add(conversation.id);
  });
  return ids;
}
