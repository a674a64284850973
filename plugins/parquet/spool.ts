/**
 * What waits until all of its partition is there: rows as JSON in a scratch file, and in memory where they stand.
 *
 * @module
 */
import type { Files, RandomAccessFile } from "../../core/host.ts";

/** A file that grows. */
type GrowingFile = RandomAccessFile & { append(chunk: Uint8Array): Promise<void> };

/** Where one value stands, and what it is sorted by. */
export interface Place {
  readonly order: readonly [number, string];
  readonly start: number;
  readonly bytes: number;
}

/** Bytes that are gathered before they are written. */
const GATHERED = 256 * 1024;

/** Values by partition. Memory follows their number, not their size. */
export class Spool {
  readonly #places = new Map<string, Place[]>();
  readonly #encoder = new TextEncoder();
  #file: GrowingFile | undefined;
  #end = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(readonly open: Files["scratch"]) {}

  /** Names of partitions, sorted. */
  get partitions(): string[] {
    return [...this.#places.keys()].sort();
  }

  async add(partition: string, order: readonly [number, string], value: unknown): Promise<void> {
    const chunk = this.#encoder.encode(JSON.stringify(value));
    const place = { order, start: this.#end, bytes: chunk.length };
    const places = this.#places.get(partition);
    if (places) places.push(place);
    else this.#places.set(partition, [place]);
    this.#end += chunk.length;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= GATHERED) await this.flush();
  }

  /** Writes what was gathered; called before values are asked for. */
  async flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const all = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const chunk of this.#waiting) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#file ??= await this.open();
    await this.#file.append(all);
  }

  /** Values of a partition in their order: by number, then by text. */
  async *values(partition: string): AsyncGenerator<unknown> {
    const places = this.#places.get(partition) ?? [];
    places.sort((a, b) => compare(a.order, b.order));
    const decoder = new TextDecoder();
    for (const place of places) yield JSON.parse(decoder.decode(await this.#read(place)));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#places.clear();
  }

  async #read({ start, bytes }: Place): Promise<Uint8Array> {
    const into = new Uint8Array(bytes);
    for (let done = 0; done < bytes;) {
      const read = await this.#file!.read(into.subarray(done), start + done);
      if (read === 0) throw new Error("Cannot read rows back: the scratch file is shorter than what was written to it");
      done += read;
    }
    return into;
  }
}

function compare([a, one]: readonly [number, string], [b, other]: readonly [number, string]): number {
  if (a !== b) return a < b ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
