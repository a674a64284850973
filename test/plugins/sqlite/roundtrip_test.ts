import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import type { Asset, Conversation, Json, JsonObject, Message, Part } from "../../../core/conversation.ts";
import type { Listed } from "../../../core/sink.ts";
import { sqliteSource } from "../../../plugins/sqlite/mod.ts";
import { bring, context, inFolder, openStore, readBack } from "./support.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "\0", "a\0b", "\ud800", "x\udc00y", "\\ud800", "\ufeff", "東京都", "__proto__", "'; --"),
);
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const metadata = fc.oneof(
  fc.constant({}),
  fc.dictionary(text.map((key) => key.toWellFormed()), json, { maxKeys: 3, noNullPrototype: true }),
) as fc.Arbitrary<
  JsonObject
>;
const time = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 1_700_000_000_000));
const role = fc.constantFrom("user", "assistant", "system", "tool");
const optional = (fields: Record<string, fc.Arbitrary<unknown>>, required: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ ...fields, ...required }, { requiredKeys: Object.keys(required), noNullPrototype: true });

const part = fc.oneof(
  optional({}, { type: fc.constant("text"), text }),
  optional({ language: text }, { type: fc.constant("code"), text }),
  optional({ assetId: text, text, transcript: text }, { type: fc.constantFrom("image", "audio", "video", "file") }),
  optional({ language: text }, { type: fc.constant("tool_call"), name: text, input: text }),
  optional({}, { type: fc.constant("citation"), marker: text, sources: fc.constant([{ title: "t", url: "u" }]) }),
  optional({ text }, { type: fc.constant("unknown"), kind: text, raw: json }),
) as unknown as fc.Arbitrary<Part>;

const message = optional(
  { parentId: text, author: text, createdAt: time, localTime: text, hidden: text, model: text, extra: json },
  { id: text, role, parts: fc.array(part, { maxLength: 3 }), metadata },
) as unknown as fc.Arbitrary<Message>;

const asset = optional(
  { messageId: text, name: text, size: time, width: fc.nat(), sha256: text, missing: text, metadata },
  { id: text, pointer: text, kind: fc.constantFrom("image", "file") },
) as unknown as fc.Arbitrary<Asset>;

const unique = <T extends { id: string }>(list: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(list, { selector: ({ id }) => id.toWellFormed(), maxLength });

const conversation = fc.tuple(
  optional(
    { title: text, createdAt: time, updatedAt: time, localTime: text, origin: fc.constant({ file: "f" }) },
    { source: text, participants: fc.array(optional({ name: text }, { id: text, role }), { maxLength: 2 }), metadata },
  ),
  unique(message, 8),
  fc.nat(8),
  unique(asset, 3),
).map(([own, all, cut, assets]) => ({
  id: "c\0é",
  ...own,
  messages: all.slice(0, cut),
  branches: all.slice(cut),
  assets,
})) as unknown as fc.Arbitrary<Conversation>;

/** What any store gives back: no `origin`, no lone surrogates, no negative zero. */
function stored(conversation: Conversation): unknown {
  const { origin: _, ...rest } = conversation;
  return JSON.parse(JSON.stringify(rest), (_, value) => {
    if (typeof value === "string") return value.toWellFormed();
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key.toWellFormed(), field]));
  });
}

/** Each entry, as `list` or `check` shows it. */
async function all(listed: AsyncIterable<Listed>): Promise<string[]> {
  return (await Array.fromAsync(listed)).map(({ scope, key, fingerprint }) => `${scope} ${key} ${fingerprint}`).sort();
}

Deno.test("sqliteStore() and sqliteSource() give back what was written, after any edits", () =>
  inFolder(async (folder) => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(conversation, { minLength: 1, maxLength: 3 }), async (versions) => {
        const path = `${folder}/${made++}.db`;
        const open = await openStore(path);
        for (const version of versions) {
          assert.deepEqual((await bring(open, version)).failures, []);
          assert.deepEqual((await bring(open, structuredClone(version))).puts, []);
        }
        assert.deepEqual(await all(open.check?.() ?? open.listAll()), await all(open.listAll()));
        await open.close();
        const last = versions[versions.length - 1];
        assert.deepEqual(await readBack(path), [stored(last)]);

        const fresh = await openStore(`${path}.fresh`);
        await bring(fresh, last);
        await fresh.close();
        assert.equal(await hash(path), await hash(`${path}.fresh`));
        await Promise.all([Deno.remove(path), Deno.remove(`${path}.fresh`)]);
      }),
      { numRuns: 60 },
    );
  }));

/** The fingerprint of the only unit. */
async function hash(path: string): Promise<string | undefined> {
  const open = await sqliteSource({ path }).open(context());
  try {
    for await (const { units } of open.read()) return units[0].fingerprint;
  } finally {
    await open.close();
  }
}
