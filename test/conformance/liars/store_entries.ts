/**
 * Stores that break one promise each: what they say of themselves, their entries, opening and closing.
 *
 * @module
 */
import { fingerprint } from "../../../core/fingerprint.ts";
import type { Store } from "../../../core/sink.ts";
import { memoryStore } from "../../../plugins/memory/mod.ts";
import { type Liars, redeclared, unmarked } from "./lie.ts";
import { entering, honestStore, type Opened, opening, type Options } from "./store.ts";

let counted = 0;

/** By check. */
export const lyingEntries: Liars<Options> = {
  declaration: [
    ["no mark", { ...honestStore, make: () => unmarked(memoryStore()) }, /not marked/],
    ["two lines", { ...honestStore, make: () => redeclared(memoryStore(), { summary: "a\nb" }) }, /one line/],
    ["other kind", { ...honestStore, make: () => redeclared(memoryStore(), { kind: "file" }) }, /kind is store/],
    ["accepts nothing", { ...honestStore, make: () => redeclared(memoryStore(), { accepts: [] }) }, /accepts/],
    ["all may be read", {
      ...honestStore,
      make: () => redeclared(memoryStore(), { permissions: () => ({ read: true as never }) }),
    }, /list of texts/],
  ],
  "entries-pure": [
    [
      "a new fingerprint each time",
      entering((value) => [{ key: "k", fingerprint: `${counted++}`, value }]),
      /asked again/,
    ],
    [
      "order of fields",
      entering((value) => [{ key: "k", fingerprint: JSON.stringify(value), value }]),
      /another order/,
    ],
    [
      "changes the record",
      entering((value) => (value.tags.pop(), [{ key: "k", fingerprint: "f", value }])),
      /changed the record/,
    ],
  ],
  "entries-unique": [
    ["one key for all", entering((value) => [1, 2].map(() => ({ key: "k", fingerprint: "f", value }))), /two entries/],
    ["empty key", entering((value) => [{ key: "", fingerprint: "f", value }]), /has the key ""/],
    ["no fingerprint", entering((value) => [{ key: "k", fingerprint: "", value }]), /has the fingerprint ""/],
    ["no entries", entering(() => []), /no record has an entry/],
  ],
  "entries-change": [[
    "fingerprint of the id",
    entering((value) => [{ key: "k", fingerprint: value.id, value }]),
    /same keys/,
  ]],
  "entries-origin": [["fingerprint with origin", {
    ...entering((value) => [{ key: "k", fingerprint: fingerprint(Object.entries(value)), value }]),
    records: [{ id: "a", messages: [] }, { id: "b", messages: [] }],
  }, /another export/]],
  untouched: [["writes when it is made", {
    ...honestStore,
    make: (folder) => (Deno.writeTextFileSync(`${folder}/made`, ""), memoryStore()),
  }, /made files/]],
  "open-dry": [["makes it anyway", {
    ...honestStore,
    make() {
      const store = memoryStore<unknown>();
      return Object.assign(Object.create(store), { open: (context: never) => store.open(context, { create: true }) });
    },
  }, /where there is none/]],
  created: [
    ["always", opening(() => ({ created: true })), /was there/],
    ["never", opening(() => ({ created: false })), /not true/],
  ],
  identity: [
    ["another each time", opening(() => ({ identity: crypto.randomUUID() })), /another one/],
    ["the same for all", opening(() => ({ identity: "memory" })), /two stores/],
  ],
  "close-after-error": [["hears no signal", {
    ...honestStore,
    make() {
      const store = memoryStore<unknown>();
      const { signal } = new AbortController();
      const open: Store<unknown>["open"] = (context, how) => store.open({ ...context, signal }, how);
      return Object.assign(Object.create(store), { open });
    },
  }, /goes on/]],
  durable: [[
    "writes when it is closed",
    opening((opened) => {
      const late: Parameters<Opened["write"]>[0] = [];
      return {
        write: (changes) => (late.push(...changes), Promise.resolve()),
        close: async () => (await opened.write(late), await opened.close()),
      };
    }),
    /without close: 9 of 9/,
  ]],
};
