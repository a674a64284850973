/**
 * Where results go beside the service's own folder: a place in S3.
 *
 * @module
 */
import { join } from "node:path";
import { copyFile } from "../../core/copy_file.ts";
import type { Host } from "../../core/host.ts";
import { parseRemote } from "../../core/remote_path.ts";

/** Longest that a question for its health waits for the bucket, and how long an answer holds, milliseconds. */
const PATIENCE_MS = 3_000;
const FRESH_MS = 5_000;
/** Written last: with it all others are there. */
const LAST = "statistics.json";

/** A place in S3 for results. */
export class ResultBucket {
  readonly #host: Host;
  readonly #place: string;
  #asked: { at: number; connected: Promise<boolean> } | undefined;

  /** @throws {RangeError} when the place is no `s3://bucket/prefix` */
  constructor(host: Host, place: string) {
    this.name = parseRemote(place).bucket;
    this.#host = host;
    this.#place = place.replace(/\/+$/, "");
  }

  /** Name of the bucket. */
  readonly name: string;

  /**
   * Puts the files of a folder to `<place>/<run id>/data/`.
   *
   * @throws {Error} when one of them could not be written; those before it are there
   */
  async put(runId: string, folder: string): Promise<void> {
    const { files } = this.#host;
    const names = (await files.list(folder)).filter(({ kind }) => kind === "file").map(({ name }) => name);
    names.sort((a, b) => Number(a === LAST) - Number(b === LAST));
    for (const name of names) await copyFile(files, join(folder, name), `${this.#place}/${runId}/data/${name}`);
  }

  /** Whether the bucket answers and takes these keys: it is asked, at most every few seconds. */
  connected(): Promise<boolean> {
    const now = this.#host.clock.now();
    if (this.#asked === undefined || now - this.#asked.at >= FRESH_MS) {
      this.#asked = { at: now, connected: this.#ask() };
    }
    return this.#asked.connected;
  }

  async #ask(): Promise<boolean> {
    const { files, clock } = this.#host;
    const enough = new AbortController();
    // An object that nobody writes: that it is not there is an answer, that there is no such bucket an error.
    const asked = files.read(`${this.#place}/health`).then(() => true, () => false);
    const late = clock.sleep(PATIENCE_MS, enough.signal).then(() => false, () => false);
    try {
      return await Promise.race([asked, late]);
    } finally {
      enough.abort();
    }
  }
}
