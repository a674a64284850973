/**
 * What a store shows, against what it should show.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Change, Listed } from "../../core/sink.ts";
import { some } from "../snapshot.ts";

/** Fingerprints by scope and key; lone surrogates count as U+FFFD, which is what stores give back for them. */
export type Contents = Map<string, string | undefined>;

/** All that is listed; nothing may come twice. */
export async function contentsOf(listed: AsyncIterable<Listed>): Promise<Contents> {
  const contents: Contents = new Map();
  for await (const { scope, key, fingerprint } of listed) {
    const name = nameOf(scope, key);
    assert.ok(!contents.has(name), `${name} is listed twice`);
    contents.set(name, fingerprint);
  }
  return contents;
}

/** What these changes leave when each is made in turn, over what was there before. */
export function after(changes: Change[], before: Contents = new Map()): Contents {
  const contents = new Map(before);
  for (const { puts, deletes } of changes) {
    for (const { scope, key, fingerprint } of puts) contents.set(nameOf(scope, key), fingerprint);
    for (const { scope, key } of deletes) contents.delete(nameOf(scope, key));
  }
  return contents;
}

/** The scopes of changes. */
export function scopesOf(changes: Change[]): string[] {
  return [...new Set(changes.flatMap(({ puts, deletes }) => [...puts, ...deletes].map(({ scope }) => scope)))];
}

/** Insists that two contents are the same. `what` names the first in the message. */
export function sameContents(what: string, actual: Contents, expected: Contents): void {
  const missing = [...expected.keys()].filter((name) => !actual.has(name));
  const extra = [...actual.keys()].filter((name) => !expected.has(name));
  const other = [...actual].filter(([name, one]) => expected.has(name) && expected.get(name) !== one);
  const faults: string[] = [];
  if (missing.length) faults.push(`${missing.length} of ${expected.size} entries are missing: ${some(missing)}`);
  if (extra.length) faults.push(`${extra.length} are too many: ${some(extra)}`);
  if (other.length) faults.push(`${other.length} have another fingerprint: ${some(other.map(([name]) => name))}`);
  assert.ok(faults.length === 0, `${what}: ${faults.join("; ")}`);
}

function nameOf(scope: string, key: string): string {
  return JSON.stringify([scope.toWellFormed(), key.toWellFormed()]);
}
