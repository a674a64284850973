/**
 * One contender, in a process of its own: invented messages into a tree of days by `parquetSink`, or the same rows, read
 * from that tree into a table in memory, by DuckDB's own writer. Its last line says seconds, rows and bytes.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { DuckDBInstance } from "../../deps/duckdb.ts";
import { denoHost } from "../../host/deno.ts";
import { parquetSink } from "../../plugins/parquet/mod.ts";
import { conversation, MESSAGES } from "../search/talk.ts";

/** Days over which the conversations are spread. */
const DAYS = 100;
const BATCH = 100;

function* conversations(messages: number): Generator<Conversation> {
  const count = Math.ceil(messages / MESSAGES);
  for (let n = 0; n < count; n++) {
    const made = conversation(n, count);
    // Thousands of messages a day, as a busy desk has them.
    yield { ...made, createdAt: Date.UTC(2025, 0, 1 + Math.floor(n / count * DAYS), 8) + n };
  }
}

async function byThreadloom(path: string, messages: number): Promise<{ seconds: number }> {
  const { files, clock, random, locks } = denoHost();
  const log = { debug() {}, info() {}, warn() {} };
  const signal = new AbortController().signal;
  const context: Context = { signal, log, count() {}, progress() {}, clock, random, files, locks, effect() {} };
  const sink = await parquetSink({ path }).open(context);
  let seconds = 0;
  const timed = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    seconds += (performance.now() - began) / 1000;
  };
  let batch: Conversation[] = [];
  for (const one of conversations(messages)) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    await timed(() => sink.write(batch));
    batch = [];
  }
  await timed(async () => {
    await sink.write(batch);
    await sink.commit();
  });
  return { seconds };
}

async function byDuckdb(path: string, tree: string): Promise<{ seconds: number }> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(
    `CREATE TABLE m AS FROM read_parquet('${tree}/conversations/*/*/*/messages/messages.parquet',
    hive_partitioning = true, hive_types_autocast = false)`,
  );
  const began = performance.now();
  await connection.run(`COPY (FROM m ORDER BY year, month, day, conversation_id, position) TO '${path}'
    (FORMAT parquet, PARTITION_BY (year, month, day), COMPRESSION zstd)`);
  return { seconds: (performance.now() - began) / 1000 };
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    bytes += isDirectory ? await sizeOf(`${folder}/${name}`) : (await Deno.stat(`${folder}/${name}`)).size;
  }
  return bytes;
}

if (import.meta.main) {
  const [who, path, count, tree] = Deno.args;
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const { seconds } = who === "duckdb" ? await byDuckdb(path, tree) : await byThreadloom(path, Number(count));
  console.log(JSON.stringify({ seconds, bytes: await sizeOf(path) }));
}
