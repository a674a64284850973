/** What the ledger tests share. */
import assert from "node:assert/strict";
import type { Committed, Ledger, OpenLedger } from "../../../core/ledger.ts";
import type { DeadLetter, Report } from "../../../core/report.ts";
import { denoHost } from "../../../host/deno.ts";

/** A fresh folder that is gone afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-ledger-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Opens a ledger of the pipeline `chats` for writing. */
export async function opened(ledger: Ledger, folder: string, run = "1"): Promise<OpenLedger> {
  const open = await ledger.open(denoHost(), { pipeline: "chats", folder, run });
  assert.ok(open);
  return open;
}

export function unit(key: string, entries: Committed["entries"] = [], more: Partial<Committed> = {}): Committed {
  return { unit: key, path: "p", fingerprint: `f of ${key}`, content: "c", outcome: "passed", entries, ...more };
}

export function letter(unit: string, stage: DeadLetter["stage"], more: Partial<DeadLetter> = {}): DeadLetter {
  const position = { file: "conversations.json", index: 3 };
  return {
    pipeline: "chats",
    unit,
    keyed: true,
    stage,
    plugin: "p",
    position,
    error: "Error: no",
    at: 1,
    run: "1",
    ...more,
  };
}

export function report(run: string, startedAt: number): Report {
  return {
    run,
    pipeline: "chats",
    status: "ok",
    source: { read: 1, unchanged: 0, passed: 1, dropped: 0, dead: 0 },
    sinks: { out: { puts: 1, deletes: 0, unchanged: 0, failed: 0 } },
    drops: {},
    metrics: { merged: 1 },
    deadLetters: 0,
    notes: [],
    startedAt,
    durationMs: 5,
  };
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
