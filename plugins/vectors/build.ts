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
import { prepareRows } from "../../core/sqlite/rows.ts";
import { inTransaction } from "./execute.ts";
import { makeSegment, segmentReader } from "./segment.ts";
import { codesPath, segmentPath, writeSegment } from "./segment_file.ts";
import { shapeOf } from "./shape.ts";

/** Fewest vectors for which a centre is worth having, and how much more of them make it worth finding it anew. */
const FEWEST = 256;
const GROWTH = 4;
/** Vectors that the centre is taken of. */
const SAMPLE = 4096;

/** Brings the codes in the store's folder up to date with the vectors. Ends early, and safely, when the run is stopped. */
export async function buildIndex(database: DatabaseSync, context: Context, folder: string): Promise<void> {
  const generation = generationOf(database);
  if (!generation) return;
  renewCentre(database, context, generation.dimensions);
  const shape = shapeOf(generation.dimensions);
  const read = segmentReader(database);
  const encode = encoderFor(shape, centreOf(database));
  const ready = database.prepare("UPDATE segment SET ready = 1, stamp = ? WHERE number = ?");
  const gone = database.prepare("DELETE FROM segment WHERE number = ?");
  const todo = prepareRows(database, "SELECT number FROM segment WHERE NOT ready ORDER BY number").all();
  if (todo.length > 0) await context.files.makeFolder(codesPath(folder), true);
  for (const [i, [row]] of todo.entries()) {
    context.signal.throwIfAborted();
    const number = row as number;
    const segment = makeSegment(read, shape, encode, number);
    const stamp = segment && await writeSegment(context.files, folder, number, segment, shape);
    if (!segment) await context.files.remove(segmentPath(folder, number));
    inTransaction(database, context, () => stamp === undefined ? gone.run(number) : ready.run(stamp, number));
    context.progress({ stage: "indexing", units: i + 1, totalUnits: todo.length });
  }
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
