/**
 * How the SQLite ledger writes keys and units.
 *
 * @module
 */
import type { Committed } from "../../core/ledger.ts";

const ESCAPE = "\u0001";

/**
 * SQLite ends a text at a NUL and turns a lone surrogate into U+FFFD: two keys could become one. Keys with either are
 * kept as JSON behind U+0001, and so is the empty key, so that every text is greater than the empty one.
 */
export function toText(key: string): string {
  const plain = key !== "" && key.isWellFormed() && !key.includes("\0") && !key.startsWith(ESCAPE);
  return plain ? key : ESCAPE + JSON.stringify(key);
}

/** The key that `toText` was given. */
export function fromText(text: string): string {
  return text.startsWith(ESCAPE) ? JSON.parse(text.slice(1)) : text;
}

/** The columns of a unit's row, as they are read. */
export interface UnitRow {
  unit: string;
  path: string;
  fingerprint: string;
  content: string;
  version: number | null;
  exported_at: number | null;
  account: string | null;
  outcome: Committed["outcome"];
  entries: string;
}

/** A unit's row as what is remembered of it. */
export function fromRow(row: UnitRow): Committed {
  const unit = fromText(row.unit);
  const made: Committed = {
    unit,
    path: row.path,
    fingerprint: row.fingerprint,
    content: row.content,
    outcome: row.outcome,
    entries: entriesOf(unit, row.entries),
  };
  if (row.version !== null) made.version = row.version;
  if (row.exported_at !== null) made.exportedAt = row.exported_at;
  if (row.account !== null) made.account = fromText(row.account);
  return made;
}

/**
 * A unit's entries as the column holds them: nothing for none, else JSON: key and fingerprint side by side where the
 * scope is the unit's key (as nearly always), a list of three where it is another.
 */
export function entriesText({ unit, entries }: Committed): string {
  if (entries.length === 0) return "";
  const flat: (string | Committed["entries"][number])[] = [];
  for (const entry of entries) {
    if (entry[0] === unit) flat.push(entry[1], entry[2]);
    else flat.push(entry);
  }
  return JSON.stringify(flat);
}

function entriesOf(unit: string, text: string): Committed["entries"] {
  const entries: Committed["entries"] = [];
  if (text === "") return entries;
  const flat: (string | Committed["entries"][number])[] = JSON.parse(text);
  for (let i = 0; i < flat.length; i++) {
    const at = flat[i];
    entries.push(typeof at === "string" ? [unit, at, flat[++i] as string] : at);
  }
  return entries;
}
