/**
 * Finding whose words are to be learned, before anything is written.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Source } from "../../core/source.ts";
import type { Load } from "../modules.ts";

/** What the search is given. */
export interface OwnerSearch {
  load: Load;
  host: Host;
  source: Source<Conversation>;
  /** Kinds of chats that are learned from. */
  chatTypes: readonly string[];
  signal?: AbortSignal;
}

/**
 * The id of the one of that name, or undefined where each chat says itself whose it is. Reads the export, up to where
 * it is clear: a full one says it in its first chat.
 *
 * @throws {CannotRunError} when it cannot be told, with the candidates
 */
export async function findOwner(search: OwnerSearch, me: string | undefined): Promise<string | undefined> {
  const { load, chatTypes } = search;
  const { candidatesText, nobodyText, Senders } = await load("../plugins/finetune/mod.ts");
  const senders = new Senders();
  const unclear = new Senders();
  const owners = new Set<string>();
  const chats: string[] = [];
  let declared: string | undefined;
  await readAll(search, (conversation) => {
    const { metadata: { ownerId, ownerFrom, telegramType }, participants, messages, title, id } = conversation;
    senders.add(conversation);
    if (typeof ownerId === "string") {
      owners.add(ownerId);
      const name = participants.find((one) => one.id === ownerId)?.name;
      if (ownerFrom !== undefined && (me === undefined || name === me)) declared = ownerId;
    } else if (telegramType === undefined || chatTypes.includes(String(telegramType))) {
      if (messages.some(({ role }) => role === "assistant")) return false;
      unclear.add(conversation);
      chats.push(title ?? id);
    }
    return declared !== undefined;
  });
  if (me === undefined) {
    if (declared !== undefined || chats.length === 0) return undefined;
    // Somebody whom the owner never answered, and a group, say nothing: what the other chats agree on counts for them.
    if (owners.size === 1) return [...owners][0];
    throw new CannotRunError(
      `Cannot tell whose chat "${chats[0]}" is: the export does not say so, name its owner with --me; there are ` +
        candidatesText(unclear.list()),
    );
  }
  if (declared !== undefined) return declared;
  const ids = senders.named(me);
  if (ids.length === 0) throw new CannotRunError(`Cannot find "${me}" in the chats: ${nobodyText(me, senders.list())}`);
  const owning = ids.filter((id) => owners.has(id));
  if (ids.length === 1 || owning.length === 1) return owning[0] ?? ids[0];
  throw new CannotRunError(
    `Cannot tell who "${me}" is: it is the name of ${
      candidatesText(senders.list().filter(({ id }) => ids.includes(id)))
    }, ` +
      "expected an id",
  );
}

/** Who wrote in the chats, for a name or id that nobody has. */
export async function sayNobody(search: OwnerSearch, me: string): Promise<string> {
  const { nobodyText, Senders } = await search.load("../plugins/finetune/mod.ts");
  const senders = new Senders();
  await readAll(search, (conversation) => {
    senders.add(conversation);
    return false;
  });
  return nobodyText(me, senders.list());
}

/** Reads an export until `look` says that it has seen enough. */
async function readAll(
  { load, host, source, signal }: OwnerSearch,
  look: (conversation: Conversation) => boolean,
): Promise<void> {
  const { from, run } = await load("../mod.ts");
  const { memorySink } = await load("../plugins/memory/mod.ts");
  const { memory } = await load("../plugins/ledger/mod.ts");
  const enough = new AbortController();
  const seen = (conversation: Conversation): undefined => {
    if (look(conversation)) enough.abort();
  };
  await run(from(source).through(seen).to(memorySink()), {
    name: "owner",
    host,
    ledger: memory(),
    stop: enough.signal,
    ...(signal ? { signal } : {}),
  });
}
