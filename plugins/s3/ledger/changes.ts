/**
 * Changes of a ledger as text: the methods that were called, and what with.
 *
 * @module
 */
import { CannotRunError } from "../../../core/errors.ts";
import { isObject } from "../../../core/raw.ts";
import { tooNew, WRITER } from "../../../core/ledger/common.ts";
import type { OpenLedger } from "../../../core/ledger.ts";

/** Raised with every change of the shape. */
const FORMAT = 1;

/** Methods that change what is remembered. */
export const CHANGING = [
  "setSink",
  "commit",
  "forget",
  "putDeadLetters",
  "removeDeadLetters",
  "setBookmark",
  "setClaim",
  "setTombstone",
  "saveReport",
] as const;

/** One of them. */
export type Changing = typeof CHANGING[number];

/** One change as it is written down now: whoever called may alter what was handed over. */
export function changeText(method: Changing, args: readonly unknown[]): string {
  return JSON.stringify([method, ...args]);
}

/** What is written: one change a line. */
export function changesBody(changes: readonly string[]): Uint8Array<ArrayBuffer> {
  const head = `{"format": ${FORMAT}, "writtenBy": ${JSON.stringify(WRITER)}, "changes": [`;
  return new TextEncoder().encode(`${head}\n${changes.join(",\n")}\n]}\n`);
}

/**
 * Makes the changes once more.
 *
 * @throws {CannotRunError} when it is something else, or a newer program wrote it
 */
export async function replay(ledger: OpenLedger, bytes: Uint8Array, place: string): Promise<void> {
  const refuse = (why: string, cause?: unknown): CannotRunError =>
    new CannotRunError(`Cannot open ledger "${place}": ${why}, put a copy back or remove it`, { cause });
  let text: unknown;
  try {
    text = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse("it is no JSON text", cause);
  }
  if (!isObject(text) || typeof text.format !== "number") throw refuse("it is JSON of something else");
  if (text.format > FORMAT) throw tooNew(place, String(text.writtenBy ?? "a newer program"), text.format, FORMAT);
  if (!Array.isArray(text.changes)) throw refuse("a part of it is missing");
  for (const change of text.changes) {
    const [method, ...args] = Array.isArray(change) ? change : [];
    if (!CHANGING.includes(method as Changing)) throw refuse("a part of it is of another shape");
    await (ledger[method as Changing] as (...args: unknown[]) => Promise<unknown>)(...args);
  }
}
