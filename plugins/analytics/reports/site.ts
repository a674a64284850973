/**
 * The folder of pages: what we have written into it, and what is left over from earlier.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { createHashed, identify } from "../../../core/hashed_file.ts";
import type { Context } from "../../../core/context.ts";
import type { FileIdentity } from "../../../core/sink.ts";

/** Names every file of ours; written last. */
const MANIFEST = "manifest.json";
const VERSION = 1;

/** A file of ours, below the folder. */
interface Written {
  path: string;
  size: number;
  sha256: string;
}

/** Paths that a manifest may name: it may have been changed by anybody. */
const OURS =
  /^(?:index\.html|users\.csv|(?:daily|weekly|monthly)\.csv|(?:daily|weekly|monthly)\/[+-]?\d{4,6}-\d{2}-\d{2}(?:-[a-z]+\.csv|\.html))$/;

/** Writes files of a folder, and knows afterwards which are left over. */
export class Site {
  readonly #written = new Map<string, Written>();
  #changed = false;

  constructor(readonly folder: string, readonly context: Pick<Context, "files" | "log">) {}

  /** Puts one file in place, unless its bytes are there already. */
  async put(path: string, text: string): Promise<void> {
    const full = join(this.folder, path);
    const bytes = new TextEncoder().encode(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.#written.set(path, { path, size: bytes.length, sha256 });
    if (await this.#holds(full, bytes.length, sha256)) return;
    const file = await createHashed(this.context.files, full, dirname(full));
    await file.write(bytes);
    await file.commit();
    this.#changed = true;
  }

  /** Removes what is left over of earlier runs, then writes the manifest. */
  async finish(): Promise<{ files: FileIdentity[]; changed: boolean }> {
    const { files, log } = this.context;
    for (const { path, size, sha256 } of await readManifest(this.folder, files)) {
      if (this.#written.has(path)) continue;
      const full = join(this.folder, path);
      if (await files.lstat(full) === undefined) continue;
      if (await this.#holds(full, size, sha256)) this.#changed = await files.remove(full) || this.#changed;
      else log.warn(`${full} belongs to no report any more and was changed by somebody: it stays`);
    }
    for (const kind of ["daily", "weekly", "monthly"]) {
      const folder = join(this.folder, kind);
      if (await files.lstat(folder) && (await files.list(folder)).length === 0) await files.remove(folder);
    }
    const all = [...this.#written.values()].sort((a, b) => a.path < b.path ? -1 : 1);
    const text = `${JSON.stringify({ version: VERSION, files: all }, undefined, 1)}\n`;
    const manifest = await createHashed(files, join(this.folder, MANIFEST), this.folder);
    await manifest.write(new TextEncoder().encode(text));
    const { file, changed } = await manifest.commit();
    const identities = all.map(({ path, ...rest }) => ({ path: join(this.folder, path), ...rest }));
    return { files: [...identities, file], changed: changed || this.#changed };
  }

  async #holds(full: string, size: number, sha256: string): Promise<boolean> {
    const there = await this.context.files.lstat(full);
    if (there?.kind !== "file" || there.size !== size) return false;
    return (await identify(this.context.files, full))?.sha256 === sha256;
  }
}

/** The files that the manifest names, as they are now. */
export async function presentFiles(folder: string, files: Context["files"]): Promise<FileIdentity[]> {
  const found: FileIdentity[] = [];
  for (const path of [...(await readManifest(folder, files)).map((one) => one.path), MANIFEST]) {
    const there = await identify(files, join(folder, path));
    if (there) found.push(there);
  }
  return found;
}

async function readManifest(folder: string, files: Context["files"]): Promise<Written[]> {
  const bytes = await files.read(join(folder, MANIFEST));
  if (bytes === undefined) return [];
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read "${
        join(folder, MANIFEST)
      }": it is no JSON, expected what an earlier run wrote; remove it to write all pages anew`,
      { cause },
    );
  }
  const list = (read as { files?: unknown } | null)?.files;
  return Array.isArray(list) ? list.filter(isWritten) : [];
}

function isWritten(one: unknown): one is Written {
  const { path, size, sha256 } = (one ?? {}) as Partial<Written>;
  return typeof path === "string" && OURS.test(path) && typeof size === "number" && typeof sha256 === "string";
}
