/**
 * What a ledger remembers, as objects: a snapshot, and behind it what was changed since, a small object each.
 *
 * @module
 */
import { parseState, writeState } from "../../../core/ledger/json_format.ts";
import { CannotRunError } from "../../../core/errors.ts";
import { emptyState, type LedgerState, openState } from "../../../core/ledger/state.ts";
import type { Bucket } from "../bucket.ts";
import { changesBody, replay } from "./changes.ts";

/** Which changes are meant: those of an epoch, up to a number. */
export interface Upto {
  epoch: number;
  number: number;
}

/** What was found. */
export interface Loaded {
  state: LedgerState;
  /** Keys of objects with changes, also of those that count no longer. */
  changes: string[];
  snapshotBytes: number;
  /** Of the changes behind the snapshot. */
  changeBytes: number;
  /** False when there is nothing at all. */
  there: boolean;
}

/** Digits of epochs and numbers in keys, so that keys sort as they do. */
const DIGITS = 10;
const NAME = /^changes\/(\d{10})-(\d{10})\.json$/;
/** Names of what is stored with a snapshot: it holds all changes of earlier epochs, and of this one up to the number. */
const EPOCH = "threadloom-epoch";
const NUMBER = "threadloom-number";
/** Changes may vanish while they are read, when another run has put them into a snapshot. */
const READINGS = 5;

/** The objects of one ledger, below a prefix that is empty or ends with a slash. */
export class Journal {
  constructor(readonly bucket: Bucket, readonly prefix: string) {}

  /** For people. */
  get place(): string {
    return `s3://${this.bucket.name}/${this.prefix}ledger.json`;
  }

  /** Reads all there is. */
  async load(): Promise<Loaded> {
    for (let reading = 1; reading <= READINGS; reading++) {
      const loaded = await this.#loadOnce();
      if (loaded) return loaded;
    }
    throw new CannotRunError(`Cannot open ledger "${this.place}": it changes while it is read, try again`);
  }

  /** Writes changes, each as JSON. Undefined: there are some of that number, so somebody else works with this epoch. */
  async append(upto: Upto, changes: readonly string[]): Promise<{ key: string; bytes: number } | undefined> {
    const body = changesBody(changes);
    const key = this.#changeKey(upto);
    const { etag, attempts } = await this.bucket.put(key, body, {}, { absent: true });
    const made = { key, bytes: body.length };
    if (etag !== undefined || attempts === 1) return etag === undefined ? undefined : made;
    // An earlier attempt may have done it, its answer lost.
    const there = await this.bucket.get(key);
    return there !== undefined && there !== "changed" && equal(there.bytes, body) ? made : undefined;
  }

  /** Writes all that is remembered. Changes up to there count no longer, and go. Returns its bytes. */
  async snapshot(state: LedgerState, { epoch, number }: Upto, changes: readonly string[]): Promise<number> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    await writeState(state, {
      write: (chunk) => Promise.resolve(void chunks.push(chunk.slice())),
      commit: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    });
    const body = new Uint8Array(await new Blob(chunks).arrayBuffer());
    await this.bucket.put(`${this.prefix}ledger.json`, body, { [EPOCH]: String(epoch), [NUMBER]: String(number) });
    for (const key of changes) await this.bucket.remove(key);
    return body.length;
  }

  #changeKey({ epoch, number }: Upto): string {
    const digits = (value: number): string => String(value).padStart(DIGITS, "0");
    return `${this.prefix}changes/${digits(epoch)}-${digits(number)}.json`;
  }

  async #loadOnce(): Promise<Loaded | undefined> {
    const found = await this.bucket.get(`${this.prefix}ledger.json`);
    const snapshot = found === "changed" ? undefined : found;
    const stored = (name: string): number => Number(snapshot?.facts.stored(name) ?? 0);
    const state = snapshot ? parseState(this.place, snapshot.bytes).state : emptyState();
    const nothing = (): Promise<void> => Promise.resolve();
    const ledger = openState(state, { name: this.place, readOnly: false, save: nothing, close: nothing });
    const changes: string[] = [];
    let changeBytes = 0;
    for await (const one of this.bucket.list(`${this.prefix}changes/`)) {
      const [, epoch, number] = "key" in one ? NAME.exec(one.key.slice(this.prefix.length))?.map(Number) ?? [] : [];
      if (!("key" in one) || epoch === undefined) continue;
      changes.push(one.key);
      if (epoch < stored(EPOCH) || (epoch === stored(EPOCH) && number <= stored(NUMBER))) continue;
      const body = await this.bucket.get(one.key);
      if (body === undefined || body === "changed") return undefined;
      changeBytes += body.bytes.length;
      await replay(ledger, body.bytes, `s3://${this.bucket.name}/${one.key}`);
    }
    const there = snapshot !== undefined || changes.length > 0;
    return { state, changes, snapshotBytes: snapshot?.bytes.length ?? 0, changeBytes, there };
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
