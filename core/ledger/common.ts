/**
 * What ledgers share, wherever they keep what they remember: who wrote it, plain copies, the order of keys, refusals.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import type { Committed } from "../ledger.ts";

/** Written into every ledger, so that an older program can say what it cannot read. */
export const WRITER = "threadloom 0.1.0";

/** How many reports a ledger keeps; older ones go. */
export const REPORTS_KEPT = 1000;

/** What a ledger is opened with. */
export interface OpenOptions {
  pipeline: string;
  folder: string;
  run: string;
  readOnly?: boolean;
}

/** Another run holds the ledger: this one has changed nothing. */
export class HeldError extends CannotRunError {
  override name = "HeldError";
}

/** What a run is told that finds the ledger held. */
export function held(file: string, by: string): HeldError {
  return new HeldError(`Cannot open ledger "${file}": ${by} holds it, wait until that run has ended`);
}

/** What a program is told that is older than the ledger. */
export function tooNew(file: string, writer: string, format: number, known: number): CannotRunError {
  return new CannotRunError(
    `Cannot open ledger "${file}": ${writer} wrote it in format ${format}, this program knows formats up to ${known}; ` +
      `use that version or a newer one`,
  );
}

/** What a caller is told who changes a ledger opened for reading. */
export function readOnlyError(file: string): TypeError {
  return new TypeError(`Cannot change ledger "${file}": it was opened for reading only`);
}

/** A copy as it would come back from disk: plain JSON without `undefined`. */
export function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** A copy of what is remembered of a unit. */
export function copyUnit(unit: Committed): Committed {
  const made: Committed = {
    unit: unit.unit,
    path: unit.path,
    fingerprint: unit.fingerprint,
    content: unit.content,
    outcome: unit.outcome,
    entries: unit.entries.map(([scope, key, fingerprint]) => [scope, key, fingerprint]),
  };
  if (unit.version !== undefined) made.version = unit.version;
  if (unit.exportedAt !== undefined) made.exportedAt = unit.exportedAt;
  if (unit.account !== undefined) made.account = unit.account;
  return made;
}

/** Orders strings by code points, as their UTF-8 bytes are ordered: the order in which all ledgers hand units over. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Surrogates stand for code points above all others, though units of U+E000 and up are greater numbers.
    if (x !== y) return (isSurrogate(x) ? x + 0x10000 : x) - (isSurrogate(y) ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
