/**
 * Writing a batch: media arrive, pages are made, what may be written is announced, then put in place; removals last.
 *
 * @module
 */
import type { Asset, Conversation } from "../../core/conversation.ts";
import { openAttempts } from "../../core/folder/attempts.ts";
import { each } from "../../core/folder/each.ts";
import { collector } from "../../core/garbage.ts";
import { ForeignFileError } from "../../core/folder/errors.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import { makePlace, placeMedia, writeTexts } from "./carry_out.ts";
import type { Collected, Incoming } from "./collect.ts";
import { mayTouch } from "./decide.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";
import { sizeOf } from "./json_pieces.ts";
import { collectFor, folderName, prepare, type Put, type Step, type WriteSettings } from "./prepare.ts";
import { settlePut } from "./recover.ts";
import { removeHeld } from "./remove.ts";
import { checkSpace } from "./space.ts";

/** Conversations made ready at a time: their pages are in memory until they are written. */
const AT_A_TIME = 16;

/** What a conversation's texts take, roughly, for each byte of its own; and at least. */
const TEXT_BYTES = 64 * 1024;

/** Bytes of texts after which what was left of them is collected: V8 by itself lets it grow by a hundred megabytes. */
const collect = collector(3e6);

/** A put with the change it belongs to. */
interface Wanted {
  change: Change<Conversation>;
  put: Put;
}

/**
 * Carries out a batch; resolves with the entries that failed.
 *
 * @throws {Error} when there is no room for what comes next
 */
export async function writeChanges(
  folder: ArchiveFolder,
  changes: Change<Conversation>[],
  settings: WriteSettings,
): Promise<EntryFailure[]> {
  const failures: EntryFailure[] = [];
  const attempt = openAttempts(folder.context, failures);
  const leaving = new Set<Held>();
  for (const { scope, key } of changes.flatMap(({ deletes }) => deletes)) {
    const held = folder.get({ scope, key });
    if (held) leaving.add(held);
  }
  const names = new Set<string>();
  const wanted = changes.flatMap((change) => change.puts.map((put) => ({ change, put })));
  for (let start = 0; start < wanted.length; start += AT_A_TIME) {
    const incoming: Incoming = new Map();
    try {
      await writeSlice(wanted.slice(start, start + AT_A_TIME), incoming);
    } finally {
      // Nothing is under way any more once this is over, however it ends.
      await Promise.allSettled(incoming.values().map(({ durable }) => durable));
    }
  }
  await removeAll();
  await folder.saveSometimes();
  return failures;

  async function writeSlice(slice: Wanted[], incoming: Incoming): Promise<void> {
    await checkSpace(folder, slice.reduce((sum, { put }) => sum + needOf(folder, put, settings.media), 0));
    const waiting: Promise<Step | undefined>[] = [];
    for (const one of slice) {
      let found: Collected | undefined;
      await attempt(one.change.unit, one.put, async () => {
        checkName(one.put);
        found = await collectFor(folder, settings, one.put, incoming);
      });
      if (!found) continue;
      // Pages are made while further media arrive.
      const ready = finish(one, found);
      // What it rejects with is told where all are waited for.
      ready.catch(() => undefined);
      waiting.push(ready);
    }
    const steps = (await Promise.all(waiting)).filter((step) => step !== undefined);
    if (steps.length === 0) return await clear(incoming);
    await folder.announce({ puts: steps.map(({ held }) => held) });
    const placed = new Map<string, string>();
    const folders = new Set<string>();
    const there: Step[] = [];
    for (const step of steps) {
      const done = await attempt(step.unit, step.held, async () => {
        await makePlace(folder, step, folders);
        await placeMedia(folder, step, incoming, placed, settings.links);
      });
      if (done) there.push(step);
      else await settlePut(folder, step.held);
    }
    await each(there, async (step) => {
      const done = await attempt(step.unit, step.held, () => writeTexts(folder, step, folders));
      // Half of it may be done: the folder says which half.
      if (!done) await settlePut(folder, step.held);
      // Nobody needs them any more, and to wait for the garbage collector costs a hundred megabytes.
      for (const pieces of step.texts.values()) {
        collect(sizeOf(pieces));
        for (const { buffer } of pieces) buffer.transfer(0);
      }
    });
    await folder.context.files.sync?.(folders);
    await clear(incoming);
  }

  async function finish({ change, put }: Wanted, found: Collected): Promise<Step | undefined> {
    let step: Step | undefined;
    await attempt(change.unit, put, async () => {
      step = await prepare(folder, settings, change, put, found);
    });
    return step;
  }

  function checkName({ scope, key, value }: Put): void {
    const name = folderName(value);
    const owner = folder.owner(name);
    if (names.has(name) || (owner && !(owner.scope === scope && owner.key === key) && !leaving.has(owner))) {
      throw new ForeignFileError(folder.at(name), "the folder of another conversation of the same id");
    }
    names.add(name);
  }

  async function removeAll(): Promise<void> {
    const removals: { unit: string; held: Held }[] = [];
    for (const { unit, deletes } of changes) {
      for (const entry of deletes) {
        const held = folder.get(entry);
        if (!held) continue;
        const may = await attempt(
          unit,
          entry,
          () => mayTouch(folder, "remove", held, settings.overwriteEdited),
        );
        if (may) removals.push({ unit, held });
      }
    }
    if (removals.length === 0) return;
    await folder.announce({ deletes: removals.map(({ held: { scope, key } }) => ({ scope, key })) });
    for (const { unit, held } of removals) await attempt(unit, held, () => removeHeld(folder, held));
  }

  async function clear(incoming: Incoming): Promise<void> {
    for (const { place, durable } of incoming.values()) {
      // Who needed the bytes was told what was wrong with them.
      await durable.catch(() => undefined);
      await folder.context.files.remove(folder.at(place));
    }
  }
}

/** Bytes that a put takes at most, as far as sizes are known. */
function needOf(folder: ArchiveFolder, { scope, key, value }: Put, media: boolean): number {
  const known = new Set(folder.get({ scope, key })?.media.map(({ asset }) => asset));
  const comes = (asset: Asset): boolean => media && asset.open !== undefined && !known.has(asset.id);
  return value.assets.reduce((sum, asset) => sum + (comes(asset) ? asset.size ?? 0 : 0), TEXT_BYTES);
}
