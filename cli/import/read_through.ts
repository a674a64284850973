/**
 * Reading an export to its end without keeping anything of it.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { Call } from "../command.ts";
import { exportSource } from "./export_source.ts";

/** What an export holds. */
export interface Contents {
  /** Conversations that can be read, each counted once. */
  conversations: number;
  /** Messages of their canonical threads. */
  messages: number;
  /** Creation times of the first and the last of them, epoch milliseconds. */
  firstAt?: number;
  lastAt?: number;
  /** What could not be read, and why. */
  losses: string[];
}

/** Reads every conversation of exports; `look` is shown each for which `counts` is true. */
export async function readThrough(
  { load, output }: Pick<Call, "load" | "output">,
  host: Host,
  path: string | string[],
  look: (conversation: Conversation) => void | Promise<void> = () => {},
  counts: (conversation: Conversation) => boolean = () => true,
): Promise<Contents> {
  const { from, run } = await load("../mod.ts");
  const source = await exportSource(load, host, [path].flat());
  const { memorySink } = await load("../plugins/memory/mod.ts");
  const { memory } = await load("../plugins/ledger/mod.ts");
  const contents: Contents = { conversations: 0, messages: 0, losses: [] };
  const tally = (conversation: Conversation): undefined | Promise<undefined> => {
    const { messages, createdAt } = conversation;
    if (!counts(conversation)) return;
    const looked = look(conversation);
    const rest = looked instanceof Promise ? looked.then(() => undefined) : undefined;
    contents.conversations++;
    contents.messages += messages.length;
    if (createdAt === undefined) return rest;
    contents.firstAt = Math.min(contents.firstAt ?? createdAt, createdAt);
    contents.lastAt = Math.max(contents.lastAt ?? createdAt, createdAt);
    return rest;
  };
  await run(from(source).through(tally).to(memorySink()), {
    name: "inspect",
    host,
    ledger: memory(),
    onEvent: (event) => {
      if (event.type === "progress") output.event({ ...event, stage: "reading" });
      if (event.type === "dead") contents.losses.push(`${event.letter.unit}: ${event.letter.error}`);
    },
  });
  return contents;
}
