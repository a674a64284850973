/**
 * Searches a store of vectors: `ask.ts <file> <set> <count> <queries>` prints how long answers take, and how many of
 * the ten nearest they hold. The peer looks at every vector.
 *
 * @module
 */
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { denoHost } from "../../host/deno.ts";
import { parseQuery } from "../../core/search/query.ts";
import { openVectors } from "../../plugins/vectors/mod.ts";
import { SETS } from "./sets.ts";

/** Filters, and which numbers they let through. */
const FILTERS: { name: string; query: string; keeps(number: number, count: number): boolean }[] = [
  { name: "no filter", query: "", keeps: () => true },
  { name: "half (role:user)", query: "role:user", keeps: (number) => number % 2 === 0 },
  {
    name: "1 in 36 (one month)",
    query: "after:2024-05 before:2024-06",
    keeps: (number, count) => {
      const time = Date.UTC(2023, 0, 1) + Math.floor(number / count * 3 * 365 * 86_400_000);
      return time >= Date.UTC(2024, 4, 1) && time < Date.UTC(2024, 5, 1);
    },
  },
  {
    name: "1 in 100 (model:)",
    query: "model:model-7",
    keeps: (number) => number % 2 === 1 && Math.floor(number / 20) % 50 === 7,
  },
  {
    name: "1 in 1,000 (title:)",
    query: 'title:"group 77"',
    keeps: (number) => Math.floor(number / 20) % 1000 === 77,
  },
];
const NEAREST = 10;

interface Best {
  number: number;
  score: number;
}

/** The ten nearest of each query, by looking at all vectors; and the milliseconds that one query took. */
function exactly(path: string, queries: Float32Array[], count: number): { best: Best[][][]; ms: number } {
  const database = new DatabaseSync(`${path}/vectors.db`, { readOnly: true });
  const best: Best[][][] = FILTERS.map(() => queries.map(() => []));
  /** Scores that a list has to be beaten by, list by list of a filter. */
  const least = FILTERS.map(() => new Float64Array(queries.length).fill(-Infinity));
  const groups = inFours(queries);
  const scores = new Float64Array(4 * groups.length);
  let ms = 0;
  for (const { number, vector } of database.prepare("SELECT number, vector FROM vector_data").iterate()) {
    const of = number as number;
    const { buffer, byteOffset, byteLength } = vector as Uint8Array<ArrayBuffer>;
    const numbers = new Float32Array(buffer, byteOffset, byteLength / 4);
    const started = performance.now();
    scoreAll(numbers, groups, scores);
    for (const [f, { keeps }] of FILTERS.entries()) {
      if (!keeps(of, count)) continue;
      for (let q = 0; q < queries.length; q++) {
        if (scores[q] <= least[f][q]) continue;
        const list = best[f][q];
        list.push({ number: of, score: scores[q] });
        list.sort((a, b) => b.score - a.score);
        list.length = Math.min(list.length, NEAREST);
        if (list.length === NEAREST) least[f][q] = list[NEAREST - 1].score;
      }
    }
    ms += performance.now() - started;
  }
  database.close();
  return { best, ms: ms / queries.length };
}

/** Queries four by four, number by number: what is read of a vector then serves four of them. */
function inFours(queries: Float32Array[]): Float64Array[] {
  return Array.from({ length: Math.ceil(queries.length / 4) }, (_, group) => {
    const width = queries[0].length;
    return Float64Array.from({ length: 4 * width }, (_, i) => queries[4 * group + i % 4]?.[i >> 2] ?? 0);
  });
}

/** Cosines of a vector with all queries, whose length is 1. */
function scoreAll(vector: Float32Array, groups: Float64Array[], scores: Float64Array): void {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  const length = Math.sqrt(squares);
  for (let group = 0; group < groups.length; group++) {
    const four = groups[group];
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0, at = 0; i < vector.length; i++, at += 4) {
      const value = vector[i];
      a += value * four[at];
      b += value * four[at + 1];
      c += value * four[at + 2];
      d += value * four[at + 3];
    }
    const at = 4 * group;
    scores[at] = a / length;
    scores[at + 1] = b / length;
    scores[at + 2] = c / length;
    scores[at + 3] = d / length;
  }
}

/** Milliseconds that this process has computed. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function quantile(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
}

if (import.meta.main) {
  const [path, set, size, times] = Deno.args;
  const count = Number(size);
  const vectorOf = SETS[set].open(count);
  const queries = Array.from({ length: Number(times) }, (_, i) => {
    const vector = vectorOf(count + i * 20 + i % 20);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return vector.map((value) => value / length);
  });
  const { best, ms } = exactly(path, queries, count);
  const vectors = openVectors(path, denoHost().files);
  await vectors.nearest(queries[0], { limit: NEAREST });
  const answers: object[] = [];
  for (const [f, { name, query }] of FILTERS.entries()) {
    const filters = parseQuery(query, "UTC");
    const took: number[] = [];
    const busy: number[] = [];
    let found = 0;
    let there = 0;
    for (const [q, vector] of queries.entries()) {
      const before = cpuMs();
      const started = performance.now();
      const near = await vectors.nearest(vector, { limit: NEAREST, filters });
      took.push(performance.now() - started);
      busy.push(cpuMs() - before);
      // What is exactly as near as the tenth counts: of equal ones any will do.
      const tenth = (best[f][q].at(-1)?.score ?? -1) - 1e-6;
      there += best[f][q].length;
      found += near.filter(({ score }) => score >= tenth).length;
    }
    answers.push({
      name,
      recall: found / there,
      p50: quantile(took, 0.5),
      p95: quantile(took, 0.95),
      cpu95: quantile(busy, 0.95),
    });
  }
  const megabytes = Deno.memoryUsage().rss / 1e6;
  vectors.close();
  console.log(JSON.stringify({ answers, exactMs: ms, megabytes }));
}
