/**
 * Which vectors a search's filters let through.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { expression, likePattern } from "../../core/search/match.ts";
import type { Query, Term } from "../../core/search/query.ts";
import type { LoadedIndex } from "./index.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { Flag, ROLES } from "./segment.ts";

/** Sets the index's mask to what the query's filters let through; gives how many that are. */
export function fillMask(database: DatabaseSync, index: LoadedIndex, query: Query): number {
  const { flags, kernel: { mask } } = index;
  const wanted = wantedFlags(query);
  let left = 0;
  for (let i = 0; i < mask.length; i++) left += mask[i] = wanted[flags[i]];
  const { after, before, model, modelWithout, title, titleWithout } = query;
  if (after !== undefined || before !== undefined) {
    const { times } = index;
    const [from, to] = [after ?? -Infinity, before ?? Infinity];
    // No comparison holds for NaN: a message without a time is in no day.
    left = narrow(mask, (i) => times[i] >= from && times[i] < to);
  }
  if (model.length + modelWithout.length > 0) {
    const allowed = marked(allowedModels(database, model, modelWithout));
    const { models } = index;
    left = narrow(mask, (i) => allowed[models[i]] === 1);
  }
  if (title.length > 0) left = narrowTo(database, index, title, " AND ", true);
  if (titleWithout.length > 0) left = narrowTo(database, index, titleWithout, " OR ", false);
  return left;
}

function narrow(mask: Uint8Array, keeps: (place: number) => boolean): number {
  let left = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    if (keeps(i)) left++;
    else mask[i] = 0;
  }
  return left;
}

/** By flag byte: 1 where such a message is wanted. */
function wantedFlags(query: Query): Uint8Array {
  const wanted = new Uint8Array(256);
  for (let flags = Flag.there as number; flags < 2 * Flag.there; flags++) {
    const role = (flags & Flag.otherRole) !== 0 ? undefined : ROLES[flags & Flag.role];
    const hidden = (flags & Flag.hidden) !== 0;
    if (hidden !== (query.hidden === "only") && query.hidden !== "yes") continue;
    if (query.role.length > 0 && !(role && query.role.includes(role))) continue;
    if (role && query.roleWithout.includes(role)) continue;
    wanted[flags] = 1;
  }
  return wanted;
}

function allowedModels(database: DatabaseSync, any: string[], none: string[]): number[] {
  const like = (patterns: string[]): string => patterns.map(() => "name LIKE ? ESCAPE '\\'").join(" OR ");
  const conditions = [
    ...(any.length > 0 ? [`(${like(any)})`] : []),
    ...(none.length > 0 ? [`NOT (${like(none)})`] : []),
  ];
  const rows = prepareRows(database, `SELECT number FROM model_name WHERE ${conditions.join(" AND ")}`);
  return rows.all(...[...any, ...none].map(likePattern)).map(([number]) => number as number);
}

function narrowTo(database: DatabaseSync, index: LoadedIndex, terms: Term[], join: string, keep: boolean): number {
  const rows = prepareRows(database, "SELECT rowid FROM title_search WHERE title_search MATCH ?");
  const titles = marked(rows.all(terms.map(expression).join(join)).map(([number]) => number as number));
  const { conversations } = index;
  const wanted = keep ? 1 : undefined;
  return narrow(index.kernel.mask, (i) => (titles[conversations[i]] || undefined) === wanted);
}

/** 1 at these numbers: a million of them are asked, and a set takes ten times as long. */
function marked(numbers: readonly number[]): Uint8Array {
  const marks = new Uint8Array(numbers.reduce((most, number) => Math.max(most, number), -1) + 1);
  for (const number of numbers) marks[number] = 1;
  return marks;
}
