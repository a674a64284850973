/**
 * `verify`: reads stores back and compares them with what the ledger says they hold, or with the source itself.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { CannotRunError } from "../errors.ts";
import type { Ledger } from "../ledger.ts";
import { entryName } from "./diff.ts";
import { open } from "./open.ts";
import type { Difference, Verification } from "./options.ts";
import { makePlan } from "./run.ts";
import type { FileRun, RunState, Settings, StoreRun } from "./state.ts";

const MOST_LISTED = 1000;

/** Compares every store with the ledger (`source: true`: and with what the source says now). Writes nothing. */
export async function verifyStores(
  pipeline: Pipeline,
  settings: Settings & { ledger: Ledger; source?: boolean },
): Promise<Verification> {
  const result: Verification = { pipeline: settings.name, status: "ok", sinks: {}, differences: [] };
  const { state, close } = await open(pipeline, { ...settings, unread: true }, "plan");
  try {
    for (const sink of state.sinks) {
      result.sinks[sink.leaf.name] = { same: 0, missing: 0, extra: 0, different: 0, foreign: 0 };
      if (sink.kind === "store") await verifyStore(state, sink, result);
      else await verifyFile(sink, result);
    }
  } finally {
    await close();
  }
  if (settings.source) await verifySource(pipeline, settings, result);
  const different = Object.values(result.sinks).some((one) => one.missing + one.extra + one.different > 0);
  if (different) result.status = "different";
  return result;
}

function note(result: Verification, difference: Difference): void {
  const counts = result.sinks[difference.sink];
  const names = { "-": "missing", "+": "extra", "*": "different", "!": "foreign" } as const;
  counts[names[difference.mark]]++;
  if (result.differences.length < MOST_LISTED) result.differences.push(difference);
}

async function verifyStore(state: RunState, sink: StoreRun, result: Verification): Promise<void> {
  const name = sink.leaf.name;
  const counts = result.sinks[name];
  const held = new Map<string, { scope: string; key: string; fingerprint: string }>();
  for await (const { entries } of state.ledger.units(name)) {
    for (const [scope, key, fingerprint] of entries) held.set(entryName(scope, key), { scope, key, fingerprint });
  }
  if (!sink.opened && held.size) {
    throw new CannotRunError(
      `Cannot verify "${name}": the store is not there, and ${held.size} entries are to be in it; the next run makes it again`,
    );
  }
  const listing = sink.opened ? sink.opened.check?.() ?? sink.opened.listAll() : [];
  for await (const { scope, key, fingerprint, edited, gone } of listing) {
    const entry = entryName(scope, key);
    const known = held.get(entry);
    held.delete(entry);
    if (gone) note(result, { mark: "-", sink: name, scope, key });
    else if (fingerprint === undefined) note(result, { mark: "!", sink: name, scope, key });
    else if (edited) {
      note(result, { mark: "!", sink: name, scope, key, detail: "edited by its owner" });
      result.status = "different";
    } else if (!known) note(result, { mark: "+", sink: name, scope, key });
    else if (fingerprint.slice(0, 16) !== known.fingerprint) note(result, { mark: "*", sink: name, scope, key });
    else counts.same++;
  }
  for (const { scope, key } of held.values()) note(result, { mark: "-", sink: name, scope, key });
}

async function verifyFile(sink: FileRun, result: Verification): Promise<void> {
  const name = sink.leaf.name;
  const present = new Map((await sink.opened?.present() ?? []).map((file) => [file.path, file]));
  for (const file of sink.state.files ?? []) {
    const now = present.get(file.path);
    if (!now) note(result, { mark: "-", sink: name, scope: name, key: file.path });
    else if (now.sha256 !== file.sha256) note(result, { mark: "*", sink: name, scope: name, key: file.path });
    else result.sinks[name].same++;
  }
}

/** What a full run would change is what differs from the source. */
async function verifySource(
  pipeline: Pipeline,
  settings: Settings & { ledger: Ledger },
  result: Verification,
): Promise<void> {
  const plan = await makePlan(pipeline, { ...settings, full: true });
  for (const [sink, { puts, deletes }] of Object.entries(plan.sinks)) {
    for (const [scope, key] of puts) note(result, { mark: "*", sink, scope, key, detail: "the source says otherwise" });
    for (const [scope, key] of deletes) note(result, { mark: "+", sink, scope, key, detail: "not in the source" });
  }
}
