/**
 * The texts that the first page searches: scripts, since a page from a file may load nothing else, each with the
 * conversations of a month. A change touches the chunks of its month, and no others.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";
import { removeDerived, streamDerived } from "./derived.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";
import { type SearchRow, searchRows } from "./search_rows.ts";

/** Bytes after which a chunk ends. */
const CHUNK_BYTES = 1_000_000;

const encoder = new TextEncoder();

/** The month of a conversation, as its folder's name says it: `2024-05`, or `undated`. */
export function monthOf({ folder }: Pick<Held, "folder">): string {
  return /^\d{4}-\d{2}/.exec(folder)?.[0] ?? "undated";
}

/** Brings the chunks in step; resolves with their names, without folder and extension, newest first. */
export async function writeSearchChunks(folder: ArchiveFolder, held: readonly Held[]): Promise<string[]> {
  const months = Map.groupBy(held, monthOf);
  const stale: string[] = [];
  for (const path of folder.derived.keys()) {
    const month = /^search\/(.+)-\d+\.js$/.exec(path)?.[1];
    if (month !== undefined && !months.has(month)) stale.push(path);
  }
  await removeDerived(folder, stale);
  const names: string[] = [];
  for (const month of [...months.keys()].sort().reverse()) {
    folder.context.signal.throwIfAborted();
    names.push(...await writeMonth(folder, month, months.get(month)!));
  }
  return names;
}

async function writeMonth(folder: ArchiveFolder, month: string, members: Held[]): Promise<string[]> {
  const inputs = digest(JSON.stringify(members.map(({ folder, files }) => [
    folder,
    files.find(({ path }) => path === "conversation.json")?.sha256,
  ])));
  const there = [...folder.derived.values()].filter(({ path }) => isOf(path, month));
  const complete = there.length > 0 && there.every((one) => one.inputs === `${inputs} ${there.length}`) &&
    (await Promise.all(there.map(async ({ path, sha256 }) => {
      const found = await folder.look(path, false);
      return found.kind === "file" && found.sha256 === sha256;
    }))).every(Boolean);
  if (complete) return namesOf(month, there.length);
  const rows = new Rows(folder, members);
  let count = 0;
  while (await rows.more()) {
    await streamDerived(folder, `search/${month}-${++count}.js`, inputs, rows.chunk());
  }
  for (const one of folder.derived.values()) {
    if (isOf(one.path, month)) folder.holdDerived({ ...one, inputs: `${inputs} ${count}` });
  }
  const made = new Set(namesOf(month, count).map((name) => `search/${name}.js`));
  await removeDerived(folder, there.map(({ path }) => path).filter((path) => !made.has(path)));
  return namesOf(month, count);
}

function isOf(path: string, month: string): boolean {
  return path.startsWith(`search/${month}-`);
}

function namesOf(month: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${month}-${i + 1}`);
}

/** The rows of a month, one conversation in memory at a time. */
class Rows {
  readonly #rest: Iterator<Held>;
  readonly #folder: ArchiveFolder;
  #texts: AsyncGenerator<SearchRow> | undefined;
  #next: Uint8Array | undefined;

  constructor(folder: ArchiveFolder, members: readonly Held[]) {
    this.#folder = folder;
    this.#rest = members.values();
  }

  /** True when another chunk is to be written. */
  async more(): Promise<boolean> {
    this.#next ??= await this.#row();
    return this.#next !== undefined;
  }

  /** One chunk. */
  async *chunk(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    yield encoder.encode("threadloomTexts([\n");
    while (bytes < CHUNK_BYTES && await this.more()) {
      if (bytes > 0) yield encoder.encode(",\n");
      yield this.#next!;
      bytes += this.#next!.length;
      this.#next = undefined;
    }
    yield encoder.encode("\n]);\n");
  }

  async #row(): Promise<Uint8Array | undefined> {
    for (;;) {
      const row = await this.#texts?.next();
      if (row && !row.done) return encoder.encode(scriptText(row.value));
      const { value: held, done } = this.#rest.next();
      if (done) return undefined;
      this.#texts = searchRows(this.#folder, held);
    }
  }
}

/** JSON that may stand in any script. */
function scriptText(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
