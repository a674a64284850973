/**
 * A lock that lies in S3: an object that says who holds it, and that runs out when nobody renews it.
 *
 * @module
 */
import { CannotRunError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/host.ts";
import type { Bucket, Condition, ObjectFacts } from "../bucket.ts";

/** What the object holds. */
interface LeaseText {
  /** Raised by every holder: what an earlier one writes late is known by it. */
  epoch: number;
  /** Tells one writing of the object from all others. */
  writing: string;
  /** Who holds it, for people; absent: nobody does. */
  owner?: string;
  /** How long it holds from its writing, milliseconds. */
  lastsMs?: number;
}

/** A lease that is held. */
export interface Lease {
  readonly epoch: number;
  /** True when the one who held it before did not give it up. */
  readonly takenOver: boolean;
  /** @throws {Error} once it is no longer held: somebody else may hold it by now */
  check(): void;
  /** Gives it up. May be called when it is lost. */
  release(): Promise<void>;
}

/** What a lease is asked for with. */
export interface LeaseOptions {
  bucket: Bucket;
  key: string;
  owner: string;
  lastsMs: number;
  clock: Clock;
  /** Something that nobody else writes. */
  nonce(): string;
}

/** How often in its time a lease is renewed. */
const RENEWALS = 4;

/**
 * Takes the lease: where there is none, where it was given up, or where it has run out by the clock of the service,
 * which alone is one for all.
 *
 * @returns who holds it, where somebody does
 */
export async function takeLease(options: LeaseOptions): Promise<Lease | { heldBy: string }> {
  const { bucket, key, clock, lastsMs } = options;
  const found = await readLease(bucket, key);
  if (found?.text.owner !== undefined && !hasRunOut(found, clock)) return { heldBy: found.text.owner };
  const epoch = (found?.text.epoch ?? 0) + 1;
  let sentAt = clock.now();
  let etag = await writeLease(options, epoch, found ? { etag: found.facts.etag } : { absent: true });
  if (etag === undefined) {
    return { heldBy: (await readLease(bucket, key))?.text.owner ?? "another run that began at the same moment" };
  }
  const ended = new AbortController();
  let lost: Error | undefined;

  async function renew(): Promise<void> {
    const at = clock.now();
    const renewed = await writeLease(options, epoch, { etag });
    if (renewed === undefined) lost = lostError(bucket, key, "another run has taken it over");
    else [etag, sentAt] = [renewed, at];
  }

  async function renewAlways(): Promise<void> {
    while (!lost && !ended.signal.aborted) {
      await clock.sleep(lastsMs / RENEWALS, ended.signal);
      // A failure is no loss yet: it is tried again, until the lease has run out, which `check` says.
      await renew().catch(() => undefined);
    }
  }
  // Ends by the wait that `release` ends.
  const renewing = renewAlways().catch(() => undefined);

  return {
    epoch,
    takenOver: found?.text.owner !== undefined,
    check() {
      // From the sending on: the service counts from when it got it, which is later.
      if (!lost && clock.now() - sentAt >= lastsMs) {
        lost = lostError(bucket, key, `it was not renewed for ${lastsMs / 1000} s`);
      }
      if (lost) throw lost;
    },
    async release() {
      ended.abort();
      await renewing;
      if (lost === undefined) await writeLease({ ...options, owner: undefined }, epoch, { etag });
    },
  };
}

/** What the object says; undefined where there is none. */
async function readLease(bucket: Bucket, key: string): Promise<{ text: LeaseText; facts: ObjectFacts } | undefined> {
  const found = await bucket.get(key);
  if (found === undefined || found === "changed") return undefined;
  const text = leaseText(found.bytes);
  if (text) return { text, facts: found.facts };
  throw new CannotRunError(`Cannot take "s3://${bucket.name}/${key}": it is no lease, remove it if nothing runs`);
}

function leaseText(bytes: Uint8Array): LeaseText | undefined {
  try {
    const text = JSON.parse(new TextDecoder().decode(bytes)) as LeaseText | null;
    return Number.isSafeInteger(text?.epoch) ? text ?? undefined : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function hasRunOut({ text, facts }: { text: LeaseText; facts: ObjectFacts }, clock: Clock): boolean {
  const now = facts.now ?? clock.now();
  // The service tells times by the second.
  return now - (facts.modifiedAt ?? now) > (text.lastsMs ?? 0) + 1000;
}

/** Undefined: somebody else has written it. */
async function writeLease(
  { bucket, key, owner, lastsMs, nonce }: Omit<LeaseOptions, "owner"> & { owner?: string },
  epoch: number,
  condition: Condition,
): Promise<string | undefined> {
  const text: LeaseText = { epoch, writing: nonce(), ...owner === undefined ? {} : { owner, lastsMs } };
  const body = new TextEncoder().encode(JSON.stringify(text, undefined, 2) + "\n");
  const { etag, attempts } = await bucket.put(key, body, {}, condition);
  if (etag !== undefined || attempts === 1) return etag;
  // An earlier attempt may have done it, its answer lost: the condition then failed because of ourselves.
  const there = await readLease(bucket, key);
  return there?.text.writing === text.writing ? there.facts.etag : undefined;
}

function lostError(bucket: Bucket, key: string, why: string): Error {
  return new Error(`Cannot go on with the ledger: its lease "s3://${bucket.name}/${key}" is lost (${why}), run again`);
}
