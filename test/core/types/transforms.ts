/** Compiled by `types_test.ts`, never run. */
import { branch, type Chain, drop, flatMap, from, map, pick, rename } from "../../../mod.ts";
import { memorySink, memorySource, memoryStore } from "../../../plugins/memory/mod.ts";

interface Chat {
  id: string;
  text: string;
  title?: string;
}

/** True when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
function same<A, B>(_: Same<A, B>): void {}
type Record<C> = C extends Chain<infer _I, infer T, infer _P> ? T : never;

const source = memorySource<Chat>({ units: [] });

const mapped = from(source).through(map((chat) => ({ length: chat.text.length })));
same<Record<typeof mapped>, { length: number }>(true);
const lists = from(source).through(map((chat) => chat.text.split(" ")));
same<Record<typeof lists>, string[]>(true);
const later = from(source).through(map((chat) => Promise.resolve(chat.text)));
same<Record<typeof later>, string>(true);
const some = from(source).through(map((chat) => chat.title === undefined ? drop("untitled") : chat.title));
same<Record<typeof some>, string>(true);
const words = from(source).through(flatMap((chat) => chat.text.split(" ")));
same<Record<typeof words>, string>(true);
const picked = from(source).through(pick("id", "title"));
same<Record<typeof picked>, Pick<Chat, "id" | "title">>(true);
picked.to(memoryStore<{ id: string; title?: string }>());
const renamed = from(source).through(rename({ text: "content", title: "name" }));
renamed.to(memorySink<{ id: string; content: string; name?: string }>());
const wide: { id: string; content: string; name?: string } = {} as Record<typeof renamed>;
from([wide]).to(branch((chat) => chat.id === "a", memorySink<{ id: string }>()));

// @ts-expect-error -- no such field
from(source).through(map((chat) => chat.titel));
// @ts-expect-error -- no such field
from(source).through(pick("id", "titel"));
// @ts-expect-error -- no such field
from(source).through(rename({ id: "key", titel: "name" }));
// @ts-expect-error -- no such field
from(source).through(rename({ titel: "name" }));
// @ts-expect-error -- the field was not picked
from(source).through(pick("id")).to(memoryStore<Chat>());
// @ts-expect-error -- the field has another name now
from(source).through(rename({ text: "content" })).to(memoryStore<Chat>());
// @ts-expect-error -- it gives something that can be iterated
from(source).through(flatMap((chat) => chat.text.length));
// @ts-expect-error -- the sink needs another kind of record
from(source).to(branch((chat) => chat.text !== "", memorySink<{ blocks: string[] }>()));
// @ts-expect-error -- no such field
from(source).to(branch((chat) => chat.titel, memorySink<Chat>()));
// @ts-expect-error -- a branch has a sink
from(source).to(branch((chat: Chat) => chat.text !== ""));

type Titled = Chat & { title: string };
const isTitled = (chat: Chat): chat is Titled => chat.title !== undefined;
from(source).to(branch(isTitled, memorySink<Titled>({ name: "titled" })), memorySink<Chat>());
