/**
 * The folder of an archive: which files are the store's, and what is really there.
 *
 * @module
 */
import { join } from "node:path";
import type { Context } from "../../core/context.ts";
import { digest } from "../../core/fingerprint.ts";
import { Glances } from "../../core/folder/glances.ts";
import { identify } from "../../core/hashed_file.ts";
import type { Derived, Held } from "./held.ts";
import { type Announcement, announcementName, formatAnnouncement, formatIndex, INDEX_NAME } from "./index_file.ts";

/** What stands at a path. `other`: a link, a folder, a device. */
export type Found = { kind: "none" } | { kind: "other" } | { kind: "file"; sha256: string };

/** Announced conversations after which the index is written even before the end of a run. */
const MANY = 500;

/** An opened archive. */
export class ArchiveFolder {
  readonly #held = new Map<string, Map<string, Held>>();
  /** By name; folded, since some file systems see no difference of case. */
  readonly #folders = new Map<string, Held>();
  /** Who holds which bytes of media. */
  readonly #media = new Map<string, Set<Held>>();
  readonly #derived = new Map<string, Derived>();
  #unsaved = false;
  readonly #announced: string[] = [];
  #next = 1;
  #pending = 0;
  #size = 0;
  readonly #glances: Glances;

  constructor(
    readonly context: Context,
    readonly path: string,
    readonly identity: string,
  ) {
    const state = context.stateFolder;
    const name = `archive-${digest(identity).slice(0, 16)}.json`;
    this.#glances = new Glances(context, state && join(state, name));
  }

  /** Files made of all the store holds, by path. */
  get derived(): ReadonlyMap<string, Derived> {
    return this.#derived;
  }

  /** Remembers a file made of all the store holds; `saved` where the index says so. */
  holdDerived(row: Derived, saved = false): void {
    this.#derived.set(row.path, row);
    if (!saved) this.#unsaved = true;
  }

  /** Forgets one. */
  dropDerived(path: string): void {
    if (this.#derived.delete(path)) this.#unsaved = true;
  }

  /** Every conversation the store holds. */
  *all(): Generator<Held> {
    for (const scope of this.#held.values()) yield* scope.values();
  }

  /** The conversations of a scope. */
  inScope(scope: string): Held[] {
    return [...this.#held.get(scope)?.values() ?? []];
  }

  /** The conversation of an entry. */
  get({ scope, key }: { scope: string; key: string }): Held | undefined {
    return this.#held.get(scope)?.get(key);
  }

  /** The conversation whose folder has a name. */
  owner(folder: string): Held | undefined {
    return this.#folders.get(fold(folder));
  }

  /** Paths, relative to the archive, at which these bytes should lie already. */
  *holders(sha256: string): Generator<string> {
    for (const { folder, files } of this.#media.get(sha256) ?? []) {
      for (const file of files) if (file.sha256 === sha256) yield `${folder}/${file.path}`;
    }
  }

  /** Remembers a conversation in the place of what was remembered of its entry. */
  hold(held: Held): void {
    this.drop(held, held.folder);
    const scope = this.#held.get(held.scope) ?? new Map<string, Held>();
    this.#held.set(held.scope, scope.set(held.key, held));
    this.#folders.set(fold(held.folder), held);
    for (const { sha256 } of held.files) {
      const holders = this.#media.get(sha256);
      if (holders) holders.add(held);
      else this.#media.set(sha256, new Set([held]));
    }
    this.#size++;
  }

  /** Forgets an entry; looks at its files are kept where its folder is `staying`. */
  drop(entry: { scope: string; key: string }, staying?: string): void {
    const held = this.get(entry);
    if (!held) return;
    const scope = this.#held.get(held.scope);
    scope?.delete(held.key);
    if (scope?.size === 0) this.#held.delete(held.scope);
    if (this.owner(held.folder) === held) this.#folders.delete(fold(held.folder));
    for (const { path, sha256 } of held.files) {
      const holders = this.#media.get(sha256);
      holders?.delete(held);
      if (holders?.size === 0) this.#media.delete(sha256);
      if (held.folder !== staying) this.#glances.forget(`${held.folder}/${path}`);
    }
    this.#size--;
  }

  /** The path of something in the archive, for the file system. */
  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** What stands at a path of the archive, never through a link; `fresh` reads the file even where it looks unchanged. */
  async look(path: string, fresh: boolean): Promise<Found> {
    const { files } = this.context;
    const stat = await files.lstat(this.at(path));
    if (stat === undefined) return { kind: "none" };
    if (stat.kind !== "file") return { kind: "other" };
    const known = fresh ? undefined : this.#glances.known(path, stat);
    if (known !== undefined) return { kind: "file", sha256: known };
    const found = await identify(files, this.at(path));
    if (found === undefined) return { kind: "none" };
    this.#glances.learn(path, found.sha256, stat);
    return { kind: "file", sha256: found.sha256 };
  }

  /** Remembers what was just written at a path. */
  async learn(path: string, sha256: string): Promise<void> {
    this.#glances.learn(path, sha256, await this.context.files.lstat(this.at(path)));
  }

  /** Makes durable what is about to be written, before it is. */
  async announce(announcement: Partial<Announcement>): Promise<void> {
    const { puts = [], deletes = [], derived = [] } = announcement;
    const name = announcementName(this.#next);
    await this.context.files.write(this.at(name), formatAnnouncement({ puts, deletes, derived }), true);
    this.taken(this.#next);
    this.#pending += puts.length + deletes.length;
  }

  /** Counts an announcement that is there. */
  taken(number: number): void {
    this.#announced.push(announcementName(number));
    this.#next = Math.max(this.#next, number + 1);
  }

  /** Writes the index when much was announced since it was written last. */
  async saveSometimes(): Promise<void> {
    if (this.#pending > Math.max(MANY, this.#size / 4)) await this.save();
  }

  /** Writes the index, after which the announcements are not needed any more. */
  async save(): Promise<void> {
    if (this.#announced.length === 0 && !this.#unsaved) return;
    const { files } = this.context;
    const { identity } = this;
    const text = formatIndex({ identity, conversations: [...this.all()], derived: [...this.#derived.values()] });
    await files.write(this.at(INDEX_NAME), text, true);
    for (const name of this.#announced.splice(0)) await files.remove(this.at(name));
    this.#pending = 0;
    this.#unsaved = false;
  }

  /** Reads what was seen of the files. */
  async loadGlances(): Promise<void> {
    await this.#glances.load();
  }

  /** Saves what was seen of the files. */
  async saveGlances(): Promise<void> {
    await this.#glances.save();
  }
}

/** Names as file systems compare them that see no difference of case or composition. */
function fold(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
