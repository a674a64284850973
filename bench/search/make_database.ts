/**
 * A database of many messages, through the store: `make_database.ts <database> <messages>`.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { type Conversation, definePlugin, from, run, type Unit } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { conversation, MESSAGES } from "./talk.ts";

const BATCH = 100;

interface TalkOptions {
  conversations: number;
}

const talkSource = definePlugin({
  name: "talk",
  kind: "source",
  summary: "Invented conversations.",
  emits: "conversation",
  options: z.strictObject({ conversations: z.number() }),
  permissions: () => ({}),
  create: ({ conversations }: TalkOptions) => ({
    kind: "source" as const,
    open: () =>
      Promise.resolve({
        mode: "whole" as const,
        keyed: true,
        unique: true,
        async *read() {
          for (let first = 0; first < conversations; first += BATCH) {
            const count = Math.min(BATCH, conversations - first);
            yield { units: Array.from({ length: count }, (_, i) => unit(first + i, conversations)) };
          }
        },
        close: () => Promise.resolve(),
      }),
  }),
});

function unit(index: number, of: number): Unit<Conversation> {
  return {
    key: `talk-${index}`,
    fingerprint: String(index),
    bytes: MESSAGES * 600,
    position: { index },
    parse: () => [{ ...conversation(index, of), id: `talk-${index}` }],
  };
}

if (import.meta.main) {
  const [path, messages] = Deno.args;
  const conversations = Math.ceil(Number(messages) / MESSAGES);
  const started = performance.now();
  const report = await run(from(talkSource({ conversations })).to(sqliteStore({ path })), {
    name: "talk",
    ledger: memory(),
  });
  if (report.status !== "ok") throw new Error(`Cannot make "${path}": the run's status is "${report.status}"`);
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, puts: report.sinks.sqlite.puts }));
}
