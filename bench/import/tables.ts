/**
 * The tables of the import.
 *
 * @module
 */
import { number } from "../suite/benchmark.ts";
import type { Measured } from "../suite/interleave.ts";
import { JSON_LOAD } from "../suite/readers.ts";
import { spread } from "../suite/show.ts";
import type { Table } from "../suite/table.ts";
import { NAMES, type Stages } from "./names.ts";

/** The command: first, again, later, from a zip. */
export function importTable(size: string, results: Measured[], writes: (result: Measured) => number): Table {
  const first = results.find(({ name }) => name === NAMES.first);
  const shown = [JSON_LOAD, NAMES.first, NAMES.zip, NAMES.again, NAMES.later];
  return {
    caption: `Importing ${size}`,
    columns: ["run", "seconds (fastest–slowest)", "to the first import", "entries written", "peak MB"],
    rows: shown.flatMap((name) => results.filter((result) => result.name === name)).map((result) => [
      result.name,
      spread(result),
      first ? `${(result.seconds / first.seconds).toFixed(2)}x` : "–",
      result.name === JSON_LOAD ? "–" : number(writes(result)),
      number(result.peakMb ?? NaN),
    ]),
  };
}

/** What each further output costs on top. */
export function outputsTable(size: string, results: Measured[]): Table {
  const first = results.find(({ name }) => name === NAMES.first)!;
  const rows = results.filter(({ name }) => [NAMES.archive, NAMES.markdown, NAMES.jsonl].some((one) => one === name));
  return {
    caption: `Further outputs of the first import, ${size}`,
    columns: ["run", "seconds (fastest–slowest)", "more than without", "peak MB"],
    rows: rows.map((result) => [
      result.name,
      spread(result),
      `${number(result.seconds - first.seconds)} s`,
      number(result.peakMb ?? NaN),
    ]),
  };
}

/** Where an import's time goes. */
export function stagesTable(size: string, { all, store, sqlite }: Stages): Table {
  const row = (name: string, seconds: number) => [name, number(seconds), `${Math.round(seconds / all * 100)} %`];
  return {
    caption: `Where the time of a first import goes, ${size}`,
    columns: ["part", "seconds", "share"],
    rows: [
      row("SQLite itself (calls of `node:sqlite`, the store's and the ledger's)", sqlite),
      row(
        "the rest of the writing thread: scanning, diff, ledger, waiting for the thread that reads ahead",
        all - sqlite,
      ),
      row("all", all),
      row("of it in the store's `write` and `finish`, SQLite included", store),
    ],
  };
}
