/**
 * The folder of a Markdown store: which files are the store's, and what is really there.
 *
 * @module
 */
import { join } from "node:path";
import type { Context } from "../../core/context.ts";
import { digest } from "../../core/fingerprint.ts";
import { Glances, sha256Of } from "../../core/folder/glances.ts";
import {
  type Announcement,
  announcementName,
  announcementNumber,
  formatAnnouncement,
  formatIndex,
  type Held,
  INDEX_NAME,
  parseAnnouncement,
  parseIndex,
} from "./index_file.ts";

/** What stands at a name. `other`: a link, a folder, a device. */
export type Found = { kind: "none" } | { kind: "other" } | { kind: "file"; sha256: string; bytes?: Uint8Array };

/** Announced files after which the index is written even before the end of a run. */
const MANY = 1_000;

/** An opened folder. */
export class Folder {
  /** Files of the store by scope and key. */
  readonly #held = new Map<string, Map<string, Held>>();
  /** The same by name; folded, since some file systems see no difference of case. */
  readonly #names = new Map<string, Held>();
  #announced: string[] = [];
  #next = 1;
  #pending = 0;
  #size = 0;
  readonly #context: Context;
  readonly #glances: Glances;

  private constructor(
    context: Context,
    readonly path: string,
    readonly identity: string,
  ) {
    this.#context = context;
    const state = context.stateFolder;
    this.#glances = new Glances(context, state && join(state, `markdown-${digest(identity).slice(0, 16)}.json`));
  }

  /** Opens a folder; with `create`, makes it (and its index) where there is none. Undefined: there is none. */
  static async open(
    context: Context,
    path: string,
    create: boolean,
  ): Promise<{ folder: Folder; created: boolean } | undefined> {
    const { files, random } = context;
    const at = join(path, INDEX_NAME);
    const bytes = await files.read(at);
    if (bytes === undefined && !create) return undefined;
    if (bytes === undefined) {
      const folder = new Folder(context, path, random.id());
      await files.makeFolder(path);
      await files.write(at, formatIndex({ identity: folder.identity, files: [] }), true);
      return { folder, created: true };
    }
    const index = parseIndex(new TextDecoder().decode(bytes), at);
    const folder = new Folder(context, path, index.identity);
    for (const held of index.files) folder.hold(held);
    await folder.#glances.load();
    await folder.#recover(create);
    return { folder, created: false };
  }

  /** Every file the store holds. */
  *all(): Generator<Held> {
    for (const scope of this.#held.values()) yield* scope.values();
  }

  /** The files of a scope. */
  inScope(scope: string): Held[] {
    return [...this.#held.get(scope)?.values() ?? []];
  }

  /** The file of an entry. */
  get(scope: string, key: string): Held | undefined {
    return this.#held.get(scope)?.get(key);
  }

  /** The file that has a name. */
  owner(name: string): Held | undefined {
    return this.#names.get(fold(name));
  }

  /** Remembers a file in the place of what was remembered of its entry. */
  hold(held: Held): void {
    const before = this.get(held.scope, held.key);
    if (before && before.name !== held.name) this.drop(before);
    else if (before) this.#size--;
    const scope = this.#held.get(held.scope) ?? new Map<string, Held>();
    this.#held.set(held.scope, scope.set(held.key, held));
    this.#names.set(fold(held.name), held);
    this.#size++;
  }

  /** Forgets an entry's file. */
  drop({ scope, key }: { scope: string; key: string }): void {
    const held = this.get(scope, key);
    if (!held) return;
    this.#held.get(scope)?.delete(key);
    if (this.#held.get(scope)?.size === 0) this.#held.delete(scope);
    // Another entry may have taken the name over.
    if (this.owner(held.name) === held) this.#names.delete(fold(held.name));
    this.#glances.forget(held.name);
    this.#size--;
  }

  /** What stands at a name, never through a link; `fresh` reads the file even where it looks unchanged. */
  async look(name: string, fresh: boolean): Promise<Found> {
    const { files } = this.#context;
    const path = join(this.path, name);
    const stat = await files.lstat(path);
    if (stat === undefined) return { kind: "none" };
    if (stat.kind !== "file") return { kind: "other" };
    const known = fresh ? undefined : this.#glances.known(name, stat);
    if (known !== undefined) return { kind: "file", sha256: known };
    const bytes = await files.read(path);
    if (bytes === undefined) return { kind: "none" };
    const sha256 = sha256Of(bytes);
    this.#glances.learn(name, sha256, stat);
    return { kind: "file", sha256, bytes };
  }

  /** Makes durable what is about to be written, before it is. */
  async announce(announcement: Announcement): Promise<void> {
    const name = announcementName(this.#next++);
    await this.#context.files.write(join(this.path, name), formatAnnouncement(announcement), true);
    this.#announced.push(name);
    this.#pending += announcement.puts.length + announcement.deletes.length;
  }

  /** Writes a file of the store, renaming it first where it had another name. */
  async put(held: Held, { from, bytes }: { from?: string; bytes: Uint8Array }): Promise<void> {
    const { files } = this.#context;
    const path = join(this.path, held.name);
    if (from !== undefined) await files.rename(join(this.path, from), path);
    await files.write(path, bytes);
    this.hold(held);
    this.#glances.learn(held.name, held.sha256, await files.lstat(path));
  }

  /** Removes a file of the store; one whose name another entry has taken over is only forgotten. */
  async remove(held: Held): Promise<void> {
    if (this.owner(held.name) === held) await this.#context.files.remove(join(this.path, held.name));
    this.drop(held);
  }

  /** Puts in order what is remembered of an announced file that may or may not have been written. */
  async settle(announced: Held): Promise<void> {
    const before = this.get(announced.scope, announced.key);
    const found = await this.look(announced.name, true);
    if (found.kind === "file" && found.sha256 === announced.sha256) return this.hold(announced);
    if (found.kind !== "file" || before?.name === announced.name) return;
    // Renamed, not written yet; or somebody else's bytes, which then count as an edit.
    const there = before && (await this.look(before.name, true)).kind === "file";
    if (!there) this.hold(before ? { ...before, name: announced.name } : announced);
  }

  /** Writes the index when many files were announced since it was written last. */
  async saveSometimes(): Promise<void> {
    if (this.#pending > Math.max(MANY, this.#size / 4)) await this.save();
  }

  /** Writes the index, after which the announcements are not needed any more. */
  async save(): Promise<void> {
    const { files } = this.#context;
    if (this.#announced.length > 0) {
      const text = formatIndex({ identity: this.identity, files: [...this.all()] });
      await files.write(join(this.path, INDEX_NAME), text, true);
      for (const name of this.#announced) await files.remove(join(this.path, name));
      this.#announced = [];
      this.#pending = 0;
    }
  }

  /** Saves what was seen of the files. */
  async saveGlances(): Promise<void> {
    await this.#glances.save();
  }

  /** After a kill: works out from the folder how far the announced batches came; with `tidy`, removes unfinished files. */
  async #recover(tidy: boolean): Promise<void> {
    const { files } = this.#context;
    const names = (await files.list(this.path)).map(({ name }) => name);
    const left = names.flatMap((name) => {
      const number = announcementNumber(name);
      return number === undefined ? [] : [{ name, number }];
    });
    const announced = new Set<string>();
    for (const { name, number } of left.sort((a, b) => a.number - b.number)) {
      const path = join(this.path, name);
      const bytes = await files.read(path);
      if (bytes === undefined) continue;
      const { puts, deletes } = parseAnnouncement(new TextDecoder().decode(bytes), path);
      for (const held of puts) {
        await this.settle(held);
        announced.add(held.name);
      }
      for (const entry of deletes) {
        const held = this.get(entry.scope, entry.key);
        if (!held) continue;
        if (this.owner(held.name) !== held || (await this.look(held.name, true)).kind === "none") this.drop(held);
      }
      this.#announced.push(name);
      this.#next = number + 1;
    }
    if (tidy) await this.#tidy(announced, names.filter((name) => !name.endsWith(".md")));
  }

  /** Opening a file for writing once more takes away what a killed process left beside it. */
  async #tidy(announced: Set<string>, others: string[]): Promise<void> {
    for (const name of announced) {
      // Temporary names begin as the name does, but for the end of a long one.
      if (!others.some((other) => other.startsWith(name.slice(0, 32)))) continue;
      await (await this.#context.files.create(join(this.path, name))).abort();
    }
  }
}

function fold(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
