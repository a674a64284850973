/**
 * What the archive shows of itself.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";
import { each } from "../../core/folder/each.ts";
import type { Listed } from "../../core/sink.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";

/** Conversations looked at between two that are handed over. */
const AT_ONCE = 200;

/** Conversations that are there. One of which a file was edited or is gone has another fingerprint than was written. */
export async function* list(folder: ArchiveFolder, held: readonly Held[], fresh: boolean): AsyncGenerator<Listed> {
  for (let start = 0; start < held.length; start += AT_ONCE) {
    const found: Listed[] = [];
    await each(held.slice(start, start + AT_ONCE), async (one) => {
      const { scope, key, fingerprint, version, exportedAt } = one;
      const { differing, edited, present } = await compare(folder, one, fresh);
      if (!present) return;
      const shown = differing.length === 0 ? fingerprint : digest(`${fingerprint}\n${differing.join("\n")}`);
      found.push({ scope, key, fingerprint: shown, version, exportedAt, ...edited ? { edited } : {} });
    });
    yield* found;
  }
}

async function compare(folder: ArchiveFolder, held: Held, fresh: boolean) {
  const differing: string[] = [];
  let edited = false;
  let present = held.files.length === 0;
  for (const { path, sha256 } of held.files) {
    const found = await folder.look(`${held.folder}/${path}`, fresh);
    if (found.kind !== "none") present = true;
    if (found.kind === "file" && found.sha256 === sha256) continue;
    differing.push(`${path} ${found.kind === "file" ? found.sha256 : found.kind}`);
    if (found.kind !== "none") edited = true;
  }
  return { differing, edited, present };
}

/** Files made of all the store holds that are not as they were written; they belong to no conversation. */
export async function* listDerived(folder: ArchiveFolder): AsyncGenerator<Listed> {
  for (const { path, sha256 } of folder.derived.values()) {
    const found = await folder.look(path, true);
    if (found.kind === "file" && found.sha256 === sha256) continue;
    const shown = found.kind === "file" ? found.sha256.slice(0, 32) : found.kind;
    yield { scope: path, key: path, fingerprint: shown, ...found.kind === "none" ? { gone: true } : { edited: true } };
  }
}
