/**
 * Small records through three inline transforms into a JSONL file: `records.ts <way> <input or count> <output> <state>`.
 *
 * Ways: `iterable` (records made in memory, through threadloom), `jsonl` (a JSONL file, through threadloom), `by-hand` (a JSONL
 * file, the same work written out as one loop: what the engine's generality costs).
 *
 * @module
 */
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { from, type Pipeline, run } from "../../mod.ts";
import { jsonlSink, jsonlSource } from "../../plugins/jsonl/mod.ts";
import { records, type SmallRecord } from "./small_record.ts";

type Cleaned = SmallRecord & { words: number };

const trim = (record: SmallRecord): SmallRecord => ({ ...record, text: record.text.trim() });
const countWords = (record: SmallRecord): Cleaned => ({ ...record, words: record.text.split(" ").length });
const rename = ({ id, by, text, words }: Cleaned) => ({ id, author: by, text, words });

async function throughThreadloom(pipeline: Pipeline, stateFolder: string): Promise<number> {
  const { source, status } = await run(pipeline, { name: "overhead", stateFolder });
  if (status !== "ok") throw new Error(`Cannot measure: the run's status is "${status}"`);
  return source.passed;
}

async function byHand(input: string, output: string): Promise<number> {
  const out = createWriteStream(output);
  let count = 0;
  let lines = "";
  for await (const line of createInterface({ input: createReadStream(input) })) {
    lines += JSON.stringify(rename(countWords(trim(JSON.parse(line))))) + "\n";
    count++;
    if (lines.length < 1 << 16) continue;
    if (!out.write(lines)) await once(out, "drain");
    lines = "";
  }
  out.end(lines);
  await once(out, "finish");
  return count;
}

if (import.meta.main) {
  const [way, input, output, stateFolder] = Deno.args;
  const started = performance.now();
  let count: number;
  if (way === "by-hand") count = await byHand(input, output);
  else {
    const chain = way === "iterable"
      ? from(records(Number(input))).through(trim)
      : from(jsonlSource({ path: input })).through((record) => trim(record as SmallRecord));
    count = await throughThreadloom(
      chain.through(countWords).through(rename).to(jsonlSink({ path: output })),
      stateFolder,
    );
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, records: count, recordsPerSecond: count / seconds }));
}
