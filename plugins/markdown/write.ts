/**
 * Writing a batch: what may be written is announced, then renamed and written, then removed.
 *
 * @module
 */
import { join } from "node:path";
import type { Context } from "../../core/context.ts";
import type { Change, Entry, EntryFailure } from "../../core/sink.ts";
import { mayRemove, wayTo } from "./decide.ts";
import type { MarkdownFile } from "./document.ts";
import { ForeignFileError } from "../../core/folder/errors.ts";
import type { Folder } from "./folder.ts";
import { sha256Of } from "../../core/folder/glances.ts";
import { fingerprintOf, type Held } from "./index_file.ts";
import { openAttempts } from "../../core/folder/attempts.ts";
import { each } from "../../core/folder/each.ts";

/** A put that may be carried out. */
interface Step {
  unit: string;
  held: Held;
  /** The name the file has now, where it changes. */
  from?: string;
  /** Absent where the bytes are there already. */
  bytes?: Uint8Array;
}

/** A delete that may be carried out. */
interface Removal {
  unit: string;
  held: Held;
}

type Put = Entry<MarkdownFile> & { scope: string };

/** Carries out a batch; resolves with the entries that failed. */
export async function writeChanges(
  context: Pick<Context, "signal">,
  folder: Folder,
  changes: Change<MarkdownFile>[],
  overwriteEdited: boolean,
): Promise<EntryFailure[]> {
  const failures: EntryFailure[] = [];
  const attempt = openAttempts(context, failures);
  const steps: Step[] = [];
  const removals: Removal[] = [];
  const leaving = changes.flatMap(({ unit, deletes }) =>
    deletes.flatMap(({ scope, key }) => {
      const held = folder.get(scope, key);
      return held ? [{ unit, held }] : [];
    })
  );
  const free = new Set(leaving.map(({ held }) => held));
  const names = new Set<string>();

  await each(
    changes.flatMap((change) => change.puts.map((put) => ({ change, put }))),
    ({ change, put }) =>
      attempt(change.unit, put, async () => {
        const step = await stepOf(change, put);
        if (step) steps.push(step);
      }),
  );
  await each(leaving, ({ unit, held }) =>
    attempt(unit, held, async () => {
      await mayRemove(folder, held, overwriteEdited);
      removals.push({ unit, held });
    }));
  if (steps.length + removals.length === 0) return failures;

  await folder.announce({
    puts: steps.map(({ held }) => held),
    deletes: removals.map(({ held: { scope, key } }) => ({ scope, key })),
  });
  await each(steps, async (step) => {
    const done = await attempt(step.unit, step.held, () => carryOut(step));
    // Half of it may be done: the folder says which half.
    if (!done) await folder.settle(step.held);
  });
  await each(removals, async ({ unit, held }) => {
    await attempt(unit, held, () => folder.remove(held));
  });
  await folder.saveSometimes();
  return failures;

  async function stepOf({ unit, version, exportedAt }: Change<MarkdownFile>, put: Put): Promise<Step | undefined> {
    const { scope, key, value, fingerprint } = put;
    const owner = folder.owner(value.name);
    if (names.has(value.name) || (owner && !(owner.scope === scope && owner.key === key) && !free.has(owner))) {
      throw new ForeignFileError(join(folder.path, value.name), "the file of another conversation of the same id");
    }
    names.add(value.name);
    const bytes = new TextEncoder().encode(value.text);
    const held: Held = { scope, key, name: value.name, sha256: sha256Of(bytes), version, exportedAt };
    if (fingerprint !== fingerprintOf(held)) held.asked = fingerprint;
    const { from, write } = await wayTo(folder, held, value, overwriteEdited);
    if (!write && isRemembered(held)) return undefined;
    return { unit, held, from, bytes: write ? bytes : undefined };
  }

  function isRemembered({ scope, key, name, sha256, version, exportedAt, asked }: Held): boolean {
    const before = folder.get(scope, key);
    return before?.name === name && before.sha256 === sha256 && before.version === version &&
      before.exportedAt === exportedAt && before.asked === asked;
  }

  async function carryOut({ held, from, bytes }: Step): Promise<void> {
    if (bytes) await folder.put(held, { from, bytes });
    else folder.hold(held);
  }
}
