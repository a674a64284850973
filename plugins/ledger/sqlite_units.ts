/**
 * What the SQLite ledger remembers of sinks and units.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Committed, OpenLedger } from "../../core/ledger.ts";
import { compareKeys } from "../../core/ledger/common.ts";
import { entriesText, fromRow, fromText, toText, type UnitRow } from "./sqlite_text.ts";

/** Runs changes in one transaction. */
export type Transact = <T>(what: string, apply: () => T) => Promise<T>;

const COLUMNS = "unit, path, fingerprint, content, version, exported_at, account, outcome, entries";

/** Units read from the database at once. */
const PAGE = 500;

/** The part of the contract that is about sinks and their units. */
export type UnitPart = Pick<
  OpenLedger,
  "sink" | "setSink" | "sinks" | "committed" | "commit" | "forget" | "units" | "size" | "owners"
>;

/** The part of the contract that is about sinks and their units, over a database. */
export function unitPart(db: DatabaseSync, transact: Transact): UnitPart {
  const findSink = db.prepare("SELECT id, state FROM sinks WHERE name = ?");
  const addSink = db.prepare("INSERT INTO sinks (name) VALUES (?) ON CONFLICT DO NOTHING");
  const setState = db.prepare("UPDATE sinks SET state = ? WHERE name = ?");
  const allSinks = db.prepare(
    "SELECT name FROM sinks WHERE state IS NOT NULL OR EXISTS (SELECT 1 FROM units WHERE sink = sinks.id)",
  );
  const one = db.prepare(`SELECT ${COLUMNS} FROM units WHERE sink = ? AND unit = ?`);
  const page = db.prepare(
    `SELECT ${COLUMNS} FROM units WHERE sink = ? AND unit > ? ORDER BY unit LIMIT ${PAGE}`,
  );
  const put = db.prepare(`
    INSERT INTO units (sink, unit, path, fingerprint, content, version, exported_at, account, outcome, entry_count, entries)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sink, unit) DO UPDATE SET path = excluded.path, fingerprint = excluded.fingerprint,
      content = excluded.content, version = excluded.version, exported_at = excluded.exported_at,
      account = excluded.account, outcome = excluded.outcome, entry_count = excluded.entry_count,
      entries = excluded.entries`);
  const remove = db.prepare("DELETE FROM units WHERE sink = ? AND unit = ?");
  const sizes = db.prepare("SELECT count(*) AS units, total(entry_count) AS entries FROM units WHERE sink = ?");
  const owner = db.prepare("SELECT unit FROM scopes WHERE sink = ? AND scope = ?");
  const anyOwner = db.prepare("SELECT 1 FROM scopes WHERE sink = ? LIMIT 1");
  const own = db.prepare("INSERT OR REPLACE INTO scopes VALUES (?, ?, ?)");
  const disown = db.prepare("DELETE FROM scopes WHERE sink = ? AND unit = ?");

  const idOf = (sink: string): number | undefined => findSink.get(toText(sink))?.id as number | undefined;

  function idFor(sink: string): number {
    addSink.run(toText(sink));
    return idOf(sink) as number;
  }

  function dropScopes(id: number, units: string[]): void {
    if (anyOwner.get(id) === undefined) return;
    for (const unit of units) disown.run(id, toText(unit));
  }

  function putUnit(id: number, unit: Committed): void {
    const { path, fingerprint, content, version, exportedAt, account, outcome, entries } = unit;
    const row = [id, toText(unit.unit), path, fingerprint, content, version ?? null, exportedAt ?? null];
    put.run(...row, account === undefined ? null : toText(account), outcome, entries.length, entriesText(unit));
    for (const [scope] of entries) if (scope !== unit.unit) own.run(id, toText(scope), toText(unit.unit));
  }

  // deno-lint-ignore require-await -- what fails rejects, though the database answers at once
  const ask = async <T>(answer: () => T): Promise<T> => answer();

  return {
    sink: (sink) =>
      ask(() => {
        const state = findSink.get(toText(sink))?.state;
        return typeof state === "string" ? JSON.parse(state) : undefined;
      }),
    setSink: (sink, state) =>
      transact("sink", () => {
        idFor(sink);
        setState.run(JSON.stringify(state), toText(sink));
      }),
    sinks: () => ask(() => allSinks.all().map((row) => fromText(String(row.name))).sort(compareKeys)),

    committed: (sink, units) =>
      ask(() => {
        const found = new Map<string, Committed>();
        const id = idOf(sink);
        if (id === undefined) return found;
        for (const key of units) {
          const row = one.get(id, toText(key));
          if (row) found.set(key, fromRow(row as unknown as UnitRow));
        }
        return found;
      }),
    commit: (sink, units) =>
      transact("commit", () => {
        const id = idFor(sink);
        dropScopes(id, units.map((unit) => unit.unit));
        for (const unit of units) putUnit(id, unit);
      }),
    forget: (sink, units) =>
      transact("forget", () => {
        const id = idOf(sink);
        if (id === undefined) return;
        dropScopes(id, units);
        for (const unit of units) remove.run(id, toText(unit));
      }),
    async *units(sink) {
      const id = await ask(() => idOf(sink));
      // By pages, so that units may be committed and forgotten between them.
      let after: string | undefined = "";
      while (id !== undefined && after !== undefined) {
        const rows = page.all(id, after) as unknown as UnitRow[];
        for (const row of rows) yield fromRow(row);
        after = rows.length === PAGE ? rows[PAGE - 1].unit : undefined;
      }
    },
    size: (sink) =>
      ask(() => {
        const { units, entries } = sizes.get(idOf(sink) ?? -1) ?? {};
        return { units: Number(units), entries: Number(entries) };
      }),
    owners: (sink, scopes) =>
      ask(() => {
        const owners = new Map<string, string>();
        const id = idOf(sink);
        if (id === undefined) return owners;
        for (const scope of scopes) {
          const unit = owner.get(id, toText(scope))?.unit;
          if (typeof unit === "string") owners.set(scope, fromText(unit));
        }
        return owners;
      }),
  };
}
