/**
 * The JSON ledger's file: its text, and reading it back.
 *
 * @module
 */
import { isObject } from "../raw.ts";
import { CannotRunError } from "../errors.ts";
import type { FileWriter } from "../host.ts";
import type { Committed, SinkState } from "../ledger.ts";
import type { DeadLetter, Report } from "../report.ts";
import type { Bookmark } from "../source.ts";
import { tooNew, WRITER } from "./common.ts";
import { emptyState, type LedgerState, putLetter, putUnits } from "./state.ts";

/** Raised with every change of the shape below; older files are then brought up to date by a step in `STEPS`. */
export const JSON_FORMAT = 1;

/** Lists instead of objects keyed by what the input says: no key of a chat can then be taken for a property. */
interface LedgerFile {
  format: number;
  writtenBy: string;
  bookmark?: Bookmark;
  claims: { account: string; asOf: number }[];
  tombstones: string[];
  sinks: { name: string; state?: SinkState; units: Committed[] }[];
  deadLetters: DeadLetter[];
  reports: Report[];
}

/** Brings a file of format `n` (its key) to format `n + 1`. */
export type JsonSteps = { readonly [format: number]: (file: { [field: string]: unknown }) => void };

const STEPS: JsonSteps = {};

/** Characters gathered before they are written. */
const CHUNK = 1 << 16;

/** Writes the state: one unit, letter and report a line, so that the file can be read and compared by eye. */
export async function writeState(state: LedgerState, writer: FileWriter): Promise<void> {
  const encoder = new TextEncoder();
  let text = "";
  for (const piece of pieces(state)) {
    text += piece;
    if (text.length < CHUNK) continue;
    await writer.write(encoder.encode(text));
    text = "";
  }
  await writer.write(encoder.encode(text));
}

function* pieces(state: LedgerState): Generator<string> {
  yield `{\n"format": ${JSON_FORMAT},\n"writtenBy": ${JSON.stringify(WRITER)},\n`;
  if (state.bookmark !== undefined) yield `"bookmark": ${JSON.stringify(state.bookmark)},\n`;
  yield* list("claims", [...state.claims].map(([account, asOf]) => ({ account, asOf })));
  yield ",\n";
  yield* list("tombstones", state.tombstones);
  yield `,\n"sinks": [`;
  let first = true;
  for (const [name, { state: known, units }] of state.sinks) {
    yield `${first ? "" : ","}\n{"name": ${JSON.stringify(name)},\n`;
    if (known !== undefined) yield `"state": ${JSON.stringify(known)},\n`;
    yield* list("units", units.values());
    yield "}";
    first = false;
  }
  yield "],\n";
  yield* list("deadLetters", state.letters.values());
  yield ",\n";
  yield* list("reports", state.reports);
  yield "\n}\n";
}

function* list(name: string, values: Iterable<unknown>): Generator<string> {
  yield `"${name}": [`;
  let first = true;
  for (const value of values) {
    yield `${first ? "" : ","}\n${JSON.stringify(value)}`;
    first = false;
  }
  yield "]";
}

/**
 * Reads a file back. `old` is the format of the file where it is older than this program's.
 *
 * @throws {CannotRunError} when it is no ledger, or a newer program wrote it
 */
export function parseState(
  path: string,
  bytes: Uint8Array,
  steps: JsonSteps = STEPS,
): { state: LedgerState; old?: number } {
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CannotRunError(`Cannot open ledger "${path}": it is no JSON text, put a copy back or remove it`, {
      cause,
    });
  }
  if (!isObject(file) || typeof file.format !== "number") {
    throw new CannotRunError(`Cannot open ledger "${path}": it is JSON of something else, a ledger was expected`);
  }
  const known = Math.max(JSON_FORMAT, ...Object.keys(steps).map((n) => Number(n) + 1));
  const { format } = file;
  if (format > known) throw tooNew(path, String(file.writtenBy ?? "a newer program"), format, known);
  for (let at = format; at < known; at++) {
    if (!Object.hasOwn(steps, at)) {
      throw new CannotRunError(`Cannot open ledger "${path}": it is of format ${at}, which no program has written`);
    }
    steps[at](file);
  }
  return { state: load(path, file as unknown as LedgerFile), old: format < known ? format : undefined };
}

function load(path: string, file: LedgerFile): LedgerState {
  const state = emptyState();
  try {
    state.bookmark = file.bookmark;
    for (const { account, asOf } of file.claims) state.claims.set(account, asOf);
    for (const hash of file.tombstones) state.tombstones.add(hash);
    for (const { name, state: known, units } of file.sinks) {
      const sink = { state: known, units: new Map(), owners: new Map() };
      putUnits(sink, units);
      state.sinks.set(name, sink);
    }
    for (const letter of file.deadLetters) putLetter(state, letter);
    state.reports = file.reports;
  } catch (cause) {
    throw new CannotRunError(`Cannot open ledger "${path}": a part of it is missing or of another shape`, { cause });
  }
  return state;
}
