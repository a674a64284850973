/**
 * An opened ledger whose changes are written down behind its snapshot.
 *
 * @module
 */
import type { Host } from "../../../core/host.ts";
import { openState } from "../../../core/ledger/state.ts";
import type { OpenLedger } from "../../../core/ledger.ts";
import { changeText, type Changing } from "./changes.ts";
import type { Journal, Loaded } from "./journal.ts";
import type { Lease } from "./lease.ts";

/** Objects with changes, and their bytes against the snapshot's, beyond which a new snapshot is made at the end. */
const MOST_CHANGES = 50;
const MOST_SHARE = 0.5;

/** Opens what was loaded; takes over what an ended run left. */
export async function recorded(journal: Journal, loaded: Loaded, lease: Lease, host: Host): Promise<OpenLedger> {
  const { state } = loaded;
  const { epoch } = lease;
  let { changes, changeBytes, snapshotBytes } = loaded;
  let number = 0;
  let failed: unknown;
  const waiting: string[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function compact(): Promise<void> {
    lease.check();
    snapshotBytes = await journal.snapshot(state, { epoch, number }, changes);
    [changes, changeBytes] = [[], 0];
  }

  /** Writes all changes that wait. After a failure nothing more is: memory and S3 may say different things. */
  async function append(): Promise<void> {
    if (failed) throw failed;
    const now = waiting.splice(0);
    if (now.length === 0) return;
    try {
      lease.check();
      host.effect("ledger: before changes");
      const made = await journal.append({ epoch, number: number + 1 }, now);
      if (!made) throw new Error(`Cannot go on with the ledger: another run writes to "${journal.place}", run again`);
      number++;
      changes.push(made.key);
      changeBytes += made.bytes;
      // Had the answer come too late, another run might have read the ledger without it.
      lease.check();
      host.effect("ledger: after changes");
    } catch (error) {
      failed = error;
      throw error;
    }
  }

  /** Writings follow one another; changes made while one is under way share the next. */
  function save(): Promise<void> {
    next ??= last = last.catch(() => undefined).then(() => {
      next = undefined;
      return append();
    });
    return next;
  }

  // What a killed run may still write bears an older epoch; from here on it counts no longer.
  if (lease.takenOver) await compact();

  const open = openState(state, {
    name: journal.place,
    readOnly: false,
    save,
    async close() {
      try {
        // A failed writing was thrown where it was asked for.
        await last.catch(() => undefined);
        const many = changes.length > MOST_CHANGES || changeBytes > snapshotBytes * MOST_SHARE;
        if (!failed && changes.length > 0 && many) await compact();
      } finally {
        await lease.release();
      }
    },
  });

  function noted<M extends Changing>(method: M): OpenLedger[M] {
    const change = open[method] as (...args: unknown[]) => Promise<unknown>;
    return ((...args: unknown[]) => {
      waiting.push(changeText(method, args));
      return change(...args);
    }) as OpenLedger[M];
  }
  return {
    ...open,
    setSink: noted("setSink"),
    commit: noted("commit"),
    forget: noted("forget"),
    putDeadLetters: noted("putDeadLetters"),
    removeDeadLetters: noted("removeDeadLetters"),
    setBookmark: noted("setBookmark"),
    setClaim: noted("setClaim"),
    setTombstone: noted("setTombstone"),
    saveReport: noted("saveReport"),
  };
}
