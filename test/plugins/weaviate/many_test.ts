/** More messages than the server gives or deletes at once. */
import assert from "node:assert/strict";
import type { Listed } from "../../../core/sink.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { testContext } from "../../support/context.ts";
import { serviceTest } from "../../support/services.ts";
import { conversation, message } from "../../support/talks.ts";

const COUNT = 10_400;

serviceTest(
  "weaviateStore() lists and deletes a conversation of more than 10,000 messages",
  "weaviate",
  async ({ url }) => {
    await using made = temporaryCollection({ url });
    const store = weaviateStore({ url, collection: made.collection, batchSize: 1_000, concurrency: 2 });
    const open = (await store.open(testContext(), { create: true }))!;
    const messages = Array.from({ length: COUNT }, (_, i) => message(`m${i}`, `${i}`));
    const puts = store.entries(conversation("long", messages)).map((one) => ({ ...one, scope: "long" }));
    const small = store.entries(conversation("small", [message("x", "x")])).map((one) => ({ ...one, scope: "small" }));
    assert.deepEqual(
      await open.write([{ unit: "long", puts, deletes: [] }, { unit: "small", puts: small, deletes: [] }]),
      [],
    );
    const sorted = (listed: Listed[]) => listed.map(({ key, fingerprint }) => `${key} ${fingerprint}`).sort();
    const expected = puts.map(({ key, fingerprint }) => `${key} ${fingerprint}`).sort();
    const listed = await Array.fromAsync(open.list(["small", "long", "none"]));
    assert.deepEqual(sorted(listed.filter(({ scope }) => scope === "long")), expected);
    assert.equal(listed.length, COUNT + 1);
    assert.equal((await Array.fromAsync(open.listAll())).length, COUNT + 1);
    const deletes = puts.map(({ scope, key }) => ({ scope, key }));
    assert.deepEqual(await open.write([{ unit: "long", puts: [], deletes }]), []);
    assert.deepEqual((await Array.fromAsync(open.listAll())).map(({ scope }) => scope), ["small"]);
  },
);
