import assert from "node:assert/strict";
import {
  type Conversation,
  type Derivation,
  derivedOf,
  from,
  type Message,
  type Parts,
  plan,
  PLUGIN,
  run,
  stampOf,
  withDerived,
} from "../../../mod.ts";
import { fingerprint } from "../../../core/fingerprint.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";

function message(id: string, text: string, hidden?: string): Message {
  return { id, role: "user", parts: [{ type: "text", text }], metadata: {}, ...(hidden && { hidden }) };
}

function talk(id: string, title: string, messages: Message[]): { key: string; value: Conversation } {
  const value = { id, source: "test", title, participants: [], messages, branches: [], assets: [], metadata: {} };
  return { key: id, value };
}

const textOf = ({ parts }: Message) => parts.map((part) => part.type === "text" ? part.text : "").join("");

/** Counts letters, message by message; remembers of which texts it was really asked. */
function countLetters(version = "1") {
  const asked: string[] = [];
  const find = ({ messages }: Conversation, id: string) => messages.find((one) => one.id === id)!;
  const derivation: Derivation<Conversation, Conversation> = {
    kind: "derivation",
    name: "letters",
    version,
    [PLUGIN]: {
      declaration: {
        name: "letters",
        kind: "derivation",
        summary: "Counts letters.",
        options: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: undefined as never }) } },
        permissions: () => ({}),
      },
      options: {},
    },
    inputs(record, part) {
      if (part === null) return undefined;
      if (part !== undefined) return find(record, part).hidden ? undefined : textOf(find(record, part));
      return record.messages.map(textOf);
    },
    estimate: (records, parts) => ({ calls: wanted(records, parts).length }),
    derive: (records, _context, parts) =>
      Promise.resolve(records.map((record, i) => {
        const added = new Map();
        for (const { id } of wanted([record], [parts?.[i]])) {
          const text = textOf(find(record, id));
          asked.push(text);
          added.set(id, { letters: { of: stampOf(derivation, record, id)!, value: text.length } });
        }
        return withDerived(record, added);
      })),
  };
  const wanted = (records: Conversation[], parts: Parts[] = []) =>
    records.flatMap((record, i) =>
      record.messages.filter((one) => {
        const of = stampOf(derivation, record, one.id);
        return of !== undefined && parts[i]?.has(one.id) !== false && one.derived?.letters?.of !== of;
      })
    );
  return { asked, derivation };
}

/** Keeps a conversation as one entry for its title and one a message. */
function talks() {
  return memoryStore<Conversation>({
    entries: ({ title, messages }) => [
      { key: "title", part: null, fingerprint: fingerprint(title), value: title },
      ...messages.map((one, place) => ({
        key: one.id,
        part: one.id,
        fingerprint: fingerprint([textOf(one), place, title]),
        value: { text: textOf(one), place, title, derived: one.derived },
      })),
    ],
  });
}

type Stored = { text: string; title: string; derived?: Message["derived"] };
const lettersIn = (store: ReturnType<typeof talks>, key: string) =>
  derivedOf<number>(store.get("c", key) as unknown as Stored, "letters");

Deno.test("of a conversation of three messages one edited costs one derivation and one write", async () => {
  const { asked, derivation } = countLetters();
  const store = talks();
  const units = [talk("c", "Title", [message("a", "one"), message("b", "three"), message("h", "secret", "system")])];
  const pipeline = from(memorySource({ units })).through(derivation).to(store);
  const settings = { host: testHost(), ledger: memory(), name: "p" };
  await run(pipeline, settings);
  assert.deepEqual(asked.splice(0), ["one", "three"]);
  assert.deepEqual(["a", "b", "h"].map((key) => lettersIn(store, key)), [3, 5, undefined]);
  units[0] = talk("c", "Title", [message("a", "one"), message("b", "seven!"), message("h", "secret", "system")]);
  const report = await run(pipeline, settings);
  assert.deepEqual(asked.splice(0), ["seven!"]);
  assert.deepEqual([report.sinks.memory.puts, report.sinks.memory.unchanged], [1, 3]);
  assert.equal(lettersIn(store, "b"), 6);
});

Deno.test("what is no input is written without being derived again: the store is the first cache", async () => {
  const { asked, derivation } = countLetters();
  const store = talks();
  const units = [talk("c", "Title", [message("a", "one"), message("b", "three")])];
  const pipeline = from(memorySource({ units })).through(derivation).to(store);
  const settings = { host: testHost(), ledger: memory(), name: "p" };
  await run(pipeline, settings);
  asked.splice(0);
  units[0] = talk("c", "New title", [message("a", "one"), message("b", "threes")]);
  assert.equal((await plan(pipeline, settings)).estimate.calls, 1, "the plan knows what the store holds");
  const report = await run(pipeline, settings);
  assert.deepEqual(asked.splice(0), ["threes"]);
  assert.equal(report.sinks.memory.puts, 3);
  assert.deepEqual(["a", "b"].map((key) => lettersIn(store, key)), [3, 6]);
  assert.equal((store.get("c", "a") as unknown as Stored).title, "New title");
});

Deno.test("a new version derives every message again, and leaves alone what it derives nothing of", async () => {
  const store = talks();
  const units = [talk("c", "Title", [message("a", "one"), message("h", "secret", "system")])];
  const settings = { host: testHost(), ledger: memory(), name: "p" };
  await run(from(memorySource({ units })).through(countLetters().derivation).to(store), settings);
  const second = countLetters("2");
  const report = await run(from(memorySource({ units })).through(second.derivation).to(store), settings);
  assert.deepEqual(second.asked, ["one"]);
  assert.deepEqual([report.sinks.memory.puts, report.sinks.memory.unchanged], [1, 2]);
});
