/**
 * Rows of messages and assets as links of their lists.
 *
 * @module
 */
import type { SQLOutputValue, StatementSync } from "node:sqlite";
import type { Row } from "../../core/sqlite/rows.ts";
import { asText } from "./columns.ts";
import { inOrder, type Link } from "./order.ts";

/** Where a message or asset stands already. */
export interface KnownRow {
  number: number;
  place: number;
}

/** A row of `findMessage` or `findAsset`. */
export function knownRow(given: Row | undefined): KnownRow | undefined {
  if (given === undefined) return undefined;
  const [number, place] = given;
  return { number: number as number, place: place as number };
}

/** A message or asset with what a scope's counts need. */
export interface LinkedRow extends Link {
  place: number;
  branch: boolean;
  fingerprint: string;
  bytes: number;
}

/** Rows of `messageLinks` or `assetLinks`. */
export function linkedRows(given: Row[]): LinkedRow[] {
  return given.map((row) => ({
    number: row[0] as number,
    id: asText(row[1]),
    previous: textOrNull(row[2]),
    createdAt: row[3] as number | null,
    place: row[4] as number,
    branch: row[5] === 1,
    fingerprint: row[6] as string,
    bytes: row[7] as number,
  }));
}

/** Puts a list's rows in the places their chain gives; `place` takes the place and the row's number. */
export function replace(rows: LinkedRow[], place: StatementSync): void {
  for (const [index, row] of inOrder(rows).entries()) {
    if (row.place !== index) place.run(index, row.number);
  }
}

function textOrNull(value: SQLOutputValue): string | null {
  return value === null ? null : asText(value);
}
