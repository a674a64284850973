/**
 * A store of many vectors: `make_store.ts <file> <set> <count>` prints how long it took.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import type { Change, Context } from "../../mod.ts";
import { vectorsStore, type VectorsValue } from "../../plugins/vectors/mod.ts";
import { SETS } from "./sets.ts";

const PER_CONVERSATION = 20;
const BATCH = 200;
const START = Date.UTC(2023, 0, 1);
const YEARS = 3 * 365 * 86_400_000;

function change(index: number, count: number, vectorOf: (number: number) => Float32Array): Change<VectorsValue> {
  const unit = `talk-${index}`;
  const first = index * PER_CONVERSATION;
  const title = { kind: "conversation" as const, title: `Talk ${index} of group ${index % 1000}` };
  const puts: Change<VectorsValue>["puts"] = [{ scope: unit, key: "conversation", fingerprint: "1", value: title }];
  for (let number = first; number < Math.min(first + PER_CONVERSATION, count); number++) {
    const id = String(number);
    puts.push({
      scope: unit,
      key: `message:${id}`,
      fingerprint: "1",
      value: {
        kind: "message",
        id,
        branch: false,
        hidden: false,
        role: number % 2 ? "assistant" : "user",
        createdAt: START + Math.floor(number / count * YEARS),
        model: number % 2 ? `model-${index % 50}` : undefined,
        embedding: { vector: vectorOf(number), model: "bench" },
        of: "1",
      },
    });
  }
  return { unit, puts, deletes: [] };
}

if (import.meta.main) {
  const [path, set, size] = Deno.args;
  const count = Number(size);
  const vectorOf = SETS[set].open(count);
  const { files, clock, random, locks } = denoHost();
  const log = { debug() {}, info() {}, warn() {} };
  const signal = new AbortController().signal;
  const context: Context = { signal, log, count() {}, progress() {}, clock, random, files, locks, effect() {} };
  const store = await vectorsStore({ path }).open(context, { create: true });
  if (!store) throw new Error(`Cannot make "${path}"`);
  let writing = 0;
  for (let index = 0; index * PER_CONVERSATION < count; index += BATCH) {
    const changes: Change<VectorsValue>[] = [];
    for (let i = index; i < index + BATCH && i * PER_CONVERSATION < count; i++) {
      changes.push(change(i, count, vectorOf));
    }
    const started = performance.now();
    await store.write(changes);
    writing += performance.now() - started;
  }
  const started = performance.now();
  await store.finish?.();
  const building = performance.now() - started;
  await store.close();
  console.log(JSON.stringify({ writeSeconds: writing / 1000, buildSeconds: building / 1000 }));
}
