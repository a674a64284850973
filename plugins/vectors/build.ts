/**
 * Building the index: the segments that writes have touched, made anew.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { bytesOf, floatsOf } from "./bytes.ts";
import { generationOf, keepSetting, setting } from "./database.ts";
import { encoderFor, lengthOf } from "./encode.ts";
import { inTransaction, prepareRows } from "./rows.ts";
import { makeSegment, type Segment, segmentReader } from "./segment.ts";
import { shapeOf } from "./shape.ts";

/** Fewest vectors for which a centre is worth having, and how much more of them make it worth finding it anew. */
const FEWEST = 256;
const GROWTH = 4;
/** Vectors that the centre is taken of. */
const SAMPLE = 4096;

/** Brings the index up to date with the vectors. Ends early, and safely, when the run is stopped. */
export function buildIndex(database: DatabaseSync, context: Context): void {
  const generation = generationOf(database);
  if (!generation) return;
  const { dimensions } = generation;
  renewCentre(database, context, dimensions);
  const shape = shapeOf(dimensions);
  const read = segmentReader(database);
  const encode = encoderFor(shape, centreOf(database));
  const keep = openKeeper(database);
  const todo = prepareRows(database, "SELECT number FROM segment WHERE NOT ready ORDER BY number").all();
  for (const [i, [number]] of todo.entries()) {
    context.signal.throwIfAborted();
    const segment = makeSegment(read, shape, encode, number as number);
    inTransaction(database, context, () => keep(number as number, segment));
    context.progress({ stage: "indexing", units: i + 1, totalUnits: todo.length });
  }
}

function openKeeper(database: DatabaseSync): (number: number, segment: Segment | undefined) => void {
  const statements = [
    database.prepare("INSERT OR REPLACE INTO segment_rough (number, signs, factors, flags) VALUES (?, ?, ?, ?)"),
    database.prepare("INSERT OR REPLACE INTO segment_fine (number, levels, factors) VALUES (?, ?, ?)"),
    database.prepare(
      "INSERT OR REPLACE INTO segment_filter (number, times, models, conversations) VALUES (?, ?, ?, ?)",
    ),
  ];
  const ready = database.prepare("UPDATE segment SET ready = 1 WHERE number = ?");
  const tables = ["segment_rough", "segment_fine", "segment_filter", "segment"];
  const gone = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE number = ?`));

  return function keep(number, segment) {
    if (!segment) {
      for (const statement of gone) statement.run(number);
      return;
    }
    const { signs, roughFactors, flags, levels, fineFactors, times, models, conversations } = segment;
    statements[0].run(number, signs, bytesOf(roughFactors), flags);
    statements[1].run(number, levels, bytesOf(fineFactors));
    statements[2].run(number, bytesOf(times), bytesOf(models), bytesOf(conversations));
    ready.run(number);
  };
}

/** The centre of the vectors, as long as there is one. */
export function centreOf(database: DatabaseSync): Float32Array | undefined {
  const blob = setting(database, "centre");
  return blob instanceof Uint8Array ? floatsOf(blob) : undefined;
}

/** Finds the centre anew when there are many more vectors than it was found of; all codes then have to be made anew. */
function renewCentre(database: DatabaseSync, context: Context, dimensions: number): void {
  const number = (sql: string): number => prepareRows(database, sql).get()?.[0] as number ?? 0;
  const count = number("SELECT count(*) FROM vector_data");
  const before = setting(database, "centred at");
  if (count < Math.max(FEWEST, GROWTH * (typeof before === "number" ? before : 0))) return;
  const highest = number("SELECT max(number) FROM vector_data");
  const next = prepareRows(database, "SELECT vector FROM vector_data WHERE number >= ? ORDER BY number LIMIT 1");
  const centre = new Float32Array(dimensions);
  let taken = 0;
  for (let i = 0; i < SAMPLE; i++) {
    const vector = floatsOf(next.get(Math.floor(i / SAMPLE * (highest + 1)))?.[0] ?? new Uint8Array());
    const length = lengthOf(vector);
    if (!(length > 0)) continue;
    taken++;
    for (let j = 0; j < dimensions; j++) centre[j] += vector[j] / length;
  }
  if (taken > 0) { for (let j = 0; j < dimensions; j++) centre[j] /= taken; }
  inTransaction(database, context, () => {
    keepSetting(database, "centre", bytesOf(centre));
    keepSetting(database, "centred at", count);
    database.exec("UPDATE segment SET ready = 0");
  });
}
