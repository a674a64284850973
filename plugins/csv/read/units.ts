/**
 * Rows as units. A million of them travel in a run, so that they are small and compute what they can when asked.
 *
 * @module
 */
import { numberOf } from "../../../core/expression/compare.ts";
import { digest } from "../../../core/fingerprint.ts";
import type { Loss, Position, Unit, UnitBatch } from "../../../core/source.ts";
import type { Row } from "./rows.ts";
import { recordOf, type Table, type TableRow } from "./table.ts";

/** Where key and version stand. */
export interface Keys {
  key: string;
  version?: string;
}

/** A row that can be asked for its record. */
class RowUnit implements Unit<TableRow> {
  constructor(readonly row: Row, readonly table: Table) {}

  get fingerprint(): string {
    return digest(this.table.heading + this.row.raw);
  }

  get bytes(): number {
    return this.row.raw.length;
  }

  get position(): Position {
    return { file: this.table.path, line: this.row.line };
  }

  parse(): TableRow[] {
    return [recordOf(this.row, this.table)];
  }

  raw(): string {
    const { row: { raw }, table } = this;
    try {
      return table.decode(raw);
    } catch (error) {
      if (error instanceof SyntaxError) return raw;
      throw error;
    }
  }
}

/** A row that is known by its key. */
class KeyedUnit extends RowUnit {
  readonly #fault: Error | undefined;

  constructor(row: Row, table: Table, readonly key: string, readonly version: number | undefined, fault?: Error) {
    super(row, table);
    this.#fault = fault;
  }

  override parse(): TableRow[] {
    if (this.#fault) throw this.#fault;
    return super.parse();
  }
}

/** A batch of units; rows whose key cannot be learned are losses. */
export function batchOf(rows: readonly Row[], table: Table, keys?: Keys): UnitBatch<TableRow> {
  if (keys === undefined) return { units: rows.map((row) => new RowUnit(row, table)) };
  const units: KeyedUnit[] = [];
  const losses: Loss[] = [];
  for (const row of rows) {
    try {
      units.push(keyed(row, table, keys));
    } catch (error) {
      losses.push({ position: { file: table.path, line: row.line }, error });
    }
  }
  return losses.length > 0 ? { units, losses } : { units };
}

function keyed(row: Row, table: Table, keys: Keys): KeyedUnit {
  const record = recordOf(row, table);
  const key = record[keys.key];
  if (key === "") {
    throw new TypeError(`Cannot find key "${keys.key}" in line ${row.line}: it is empty, expected text`);
  }
  const written = keys.version === undefined ? "" : record[keys.version];
  if (written === "") return new KeyedUnit(row, table, key, undefined);
  const version = numberOf(written);
  // Its key is known, so that it is dead and not lost.
  const fault = version === undefined
    ? new TypeError(
      `Cannot read version "${keys.version}" in line ${row.line}: it is neither a number nor an ISO time, expected one`,
    )
    : undefined;
  return new KeyedUnit(row, table, key, version === undefined ? undefined : Number(version), fault);
}
