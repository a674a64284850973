/**
 * What the SQLite ledger remembers beside units: dead letters, bookmark, claims, tombstones, reports.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { OpenLedger } from "../../core/ledger.ts";
import type { DeadLetter } from "../../core/report.ts";
import { REPORTS_KEPT } from "../../core/ledger/common.ts";
import { toText } from "./sqlite_text.ts";
import type { Transact } from "./sqlite_units.ts";

/** Letters read from the database at once. */
const PAGE = 100;

/** The part of the contract that is not about units. */
export type RestPart = Omit<
  OpenLedger,
  "sink" | "setSink" | "sinks" | "committed" | "commit" | "forget" | "units" | "size" | "owners" | "close"
>;

/** The part of the contract that is not about units, over a database. */
export function restPart(db: DatabaseSync, transact: Transact): RestPart {
  const putLetter = db.prepare(`
    INSERT INTO dead_letters (pipeline, unit, stage, letter) VALUES (?, ?, ?, ?)
    ON CONFLICT (unit, stage, pipeline) DO UPDATE SET letter = excluded.letter`);
  const removeLetters = db.prepare("DELETE FROM dead_letters WHERE unit = ? AND stage = ifnull(?, stage)");
  const hasLetters = db.prepare("SELECT 1 FROM dead_letters WHERE unit = ? AND stage = ifnull(?, stage) LIMIT 1");
  const letters = db.prepare(`SELECT id, letter FROM dead_letters WHERE id > ? ORDER BY id LIMIT ${PAGE}`);
  const getMeta = db.prepare("SELECT value FROM meta WHERE name = ?");
  const setMeta = db.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  const getClaim = db.prepare("SELECT as_of FROM claims WHERE account = ?");
  const setClaim = db.prepare("INSERT OR REPLACE INTO claims VALUES (?, ?)");
  const allTombstones = db.prepare("SELECT hash FROM tombstones");
  const bury = db.prepare("INSERT INTO tombstones VALUES (?) ON CONFLICT DO NOTHING");
  const raise = db.prepare("DELETE FROM tombstones WHERE hash = ?");
  // A report saved again counts as the latest: it gets a new id.
  const putReport = db.prepare("INSERT OR REPLACE INTO reports (run, started_at, report) VALUES (?, ?, ?)");
  const pruneReports = db.prepare(`
    DELETE FROM reports WHERE id NOT IN (SELECT id FROM reports ORDER BY started_at DESC, id DESC LIMIT ${REPORTS_KEPT})`);
  const lastReports = db.prepare("SELECT report FROM reports ORDER BY started_at DESC, id DESC LIMIT ?");

  // deno-lint-ignore require-await -- what fails rejects, though the database answers at once
  const ask = async <T>(answer: () => T): Promise<T> => answer();

  return {
    putDeadLetters: (found) =>
      transact("dead letters", () => {
        for (const letter of found) {
          putLetter.run(toText(letter.pipeline), toText(letter.unit), letter.stage, JSON.stringify(letter));
        }
      }),
    async removeDeadLetters(unit, stage) {
      const key = [toText(unit), stage ?? null];
      if (await ask(() => hasLetters.get(...key)) === undefined) return 0;
      return await transact("dead letters", () => Number(removeLetters.run(...key).changes));
    },
    async *deadLetters() {
      for (let after: number | undefined = 0; after !== undefined;) {
        const page = await ask(() => letters.all(after ?? 0));
        for (const { letter } of page) yield JSON.parse(String(letter)) as DeadLetter;
        after = page.length === PAGE ? Number(page[PAGE - 1].id) : undefined;
      }
    },

    bookmark: () =>
      ask(() => {
        const value = getMeta.get("bookmark")?.value;
        return typeof value === "string" ? JSON.parse(value) : undefined;
      }),
    setBookmark: (bookmark) => transact("bookmark", () => void setMeta.run("bookmark", JSON.stringify(bookmark))),
    claim: (account) =>
      ask(() => {
        const asOf = getClaim.get(toText(account))?.as_of;
        return typeof asOf === "number" ? asOf : undefined;
      }),
    setClaim: (account, asOf) => transact("claim", () => void setClaim.run(toText(account), asOf)),

    tombstones: () => ask(() => new Set(allTombstones.all().map((row) => String(row.hash)))),
    setTombstone: (hash, present) => transact("tombstone", () => void (present ? bury : raise).run(hash)),

    saveReport: (report) =>
      transact("report", () => {
        putReport.run(report.run, report.startedAt, JSON.stringify(report));
        pruneReports.run();
      }),
    reports: (limit) => ask(() => lastReports.all(limit).map((row) => JSON.parse(String(row.report)))),
  };
}
