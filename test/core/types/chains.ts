/** Compiled by `types_test.ts`, never run. */
import {
  type Chain,
  type Derivation,
  drop,
  filter,
  from,
  groupBy,
  limit,
  type Out,
  type Pipeline,
  run,
  through,
} from "../../../mod.ts";
import { memorySink, memorySource, memoryStore } from "../../../plugins/memory/mod.ts";

interface Chat {
  id: string;
  text: string;
}
interface Blocked extends Chat {
  blocks: string[];
}
interface Embedded extends Chat {
  vector: number[];
}

/** True when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
function same<A, B>(_: Same<A, B>): void {}

declare const embed: Derivation<Chat, Embedded>;
const source = memorySource<Chat>({ units: [{ key: "a", value: { id: "a", text: "t" } }] });
const chats = memoryStore<Chat>({ name: "chats" });
const blocks = memoryStore<Blocked>({ name: "blocks" });
const vectors = memorySink<Embedded>({ name: "vectors" });
const split = (chat: Chat): Blocked => ({ ...chat, blocks: chat.text.split("\n") });

// What fits.
from(source).to(chats);
from(source).through(split).to(chats, blocks);
from(source).through(embed).to(chats, vectors);
from(source).to(chats, through(split).to(blocks));
from(source).through(filter((chat) => chat.text !== "")).through(limit<Chat>(3)).to(chats);
from([1, 2, 3]).through((n) => String(n)).to(memorySink<string>());
const pipeline: Pipeline = from(source).to(chats);
run(pipeline);

// @ts-expect-error -- the store needs blocks
from(source).to(blocks);
// @ts-expect-error -- one of the sinks does
from(source).to(chats, blocks);
// @ts-expect-error -- a branch that needs blocks
from(source).to(through((b: Blocked) => b).to(blocks));
// @ts-expect-error -- a branch whose own sink does not fit
from(source).to(through((chat: Chat) => chat.text).to(chats));
// @ts-expect-error -- the next function is given what the one before returned
from(source).through((chat) => chat.text).through((chat: Chat) => chat).to(chats);
// @ts-expect-error -- a file sink that needs the derived field
from(source).to(vectors);
// @ts-expect-error -- a field that is not there
from(source).through((chat) => chat.title).to(memorySink());
// @ts-expect-error -- a derivation needs what it derives from
from([{ id: "a" }]).through(embed).to(vectors);
// @ts-expect-error -- no sink
from(source).to();
// @ts-expect-error -- a chain without a sink is no pipeline
run(from(source).through(split));
// @ts-expect-error -- a branch is no pipeline
run(through(split).to(blocks));
// @ts-expect-error -- groupBy gives what its function returns
from(source).through(groupBy((chat: Chat) => chat.id, (all) => all.length)).to(chats);

// What a function returns is opened before it goes on.
same<Out<string>, string>(true);
same<Out<Promise<string>>, string>(true);
same<Out<string[]>, string>(true);
same<Out<Promise<readonly Chat[]>>, Chat>(true);
same<Out<Chat | undefined>, Chat>(true);
same<Out<Chat | null | void | false>, Chat>(true);
same<Out<Chat | ReturnType<typeof drop>>, Chat>(true);
same<Out<Promise<Chat[] | undefined>>, Chat>(true);
same<Out<undefined>, never>(true);

type Record<C> = C extends Chain<infer _I, infer T, infer _P> ? T : never;
const dropping = from(source).through((chat) => chat.text ? split(chat) : drop("empty"));
same<Record<typeof dropping>, Blocked>(true);
const many = from(source).through(async (chat) => await Promise.resolve(chat.text.split(" ")));
same<Record<typeof many>, string>(true);
const counted = from(source).through(groupBy((chat: Chat) => chat.id, (all, id) => ({ id, count: all.length })));
same<Record<typeof counted>, { id: string; count: number }>(true);
