/**
 * Which files belong to one export.
 *
 * One settings export is one archive or one folder with conversation files in it. One portal export is all that lies
 * beside or below its parts (`User Online Activity/Conversations__….zip`, `Files__….zip`), packed or not.
 *
 * @module
 */
import type { Leaf } from "./input_file.ts";
import { baseName, folderOf, innerPath, isConversationFile, partKind, portalRoot } from "./names.ts";
import { allLeaves, allProblems, type Place, type Problem } from "./place.ts";

/** The files of one export. */
export interface Group {
  kind: "zip" | "folder" | "portal";
  /** Where it lies: a path on disk, with `!/` where it lies inside an archive. */
  path: string;
  /** Names that may tell its date, the nearest first. */
  names: string[];
  leaves: Leaf[];
  problems: Problem[];
  /** Paths of the archives opened for it, inside the input. */
  archives: string[];
  /** Parts of a portal export without what held them: there may be more. */
  lone: boolean;
}

/** The exports of a place. Damage in a place without one makes an export without files, so that it is not forgotten. */
export function groupsOf(place: Place, outer: string[] = []): Group[] {
  const names = [baseName(place.name === "" ? trim(place.address) : place.name), ...outer];
  if (place.kind === "zip" && isPart(place)) {
    const all = { leaves: allLeaves(place), problems: allProblems(place), archives: archivesOf(place), lone: true };
    return [{ ...emptyGroup(place, "", names, true), ...all }];
  }
  const groups = rootsOf(place, names);
  for (const leaf of place.leaves) nearest(groups, innerPath(leaf.name))?.leaves.push(leaf);
  const rest: Group[] = [];
  for (const inner of place.inner) {
    const group = isPart(inner) ? nearest(groups, innerPath(inner.name)) : undefined;
    if (group === undefined) rest.push(...groupsOf(inner, names));
    else {
      group.leaves.push(...allLeaves(inner));
      group.problems.push(...allProblems(inner));
      group.archives.push(...archivesOf(inner));
    }
  }
  if (groups.size === 0 && place.problems.length > 0) groups.set("", emptyGroup(place, "", names, false));
  for (const problem of place.problems) assign(groups, problem);
  for (const group of groups.values()) {
    if (group.kind === "portal" && place.kind === "folder") group.lone = !hasOuter(group);
  }
  return [...groups.values(), ...rest];
}

/** An empty group for each folder in which an export begins. */
function rootsOf(place: Place, names: string[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const begin = (root: string, portal: boolean) => {
    if (!groups.has(root)) groups.set(root, emptyGroup(place, root, names, portal));
  };
  for (const part of place.inner.filter(isPart)) {
    begin(portalRoot(innerPath(part.name)) ?? folderOf(innerPath(part.name)), true);
  }
  const paths = place.leaves.map((leaf) => innerPath(leaf.name));
  for (const path of paths) {
    const root = portalRoot(path) ?? (isPersonal(path) ? path.slice(0, path.indexOf("personal/")) : undefined);
    if (root !== undefined && (isConversationFile(path) || isPersonal(path))) begin(root, true);
  }
  for (const path of paths) {
    if (isConversationFile(path) && portalRoot(path) === undefined) begin(folderOf(path), false);
  }
  return groups;
}

function emptyGroup(place: Place, root: string, names: string[], portal: boolean): Group {
  const folder = trim(root);
  const inside = folder === "" ? "" : (place.kind === "zip" ? "!/" : "/") + folder;
  return {
    kind: portal ? "portal" : place.kind,
    path: (inside === "" ? place.address : trim(place.address)) + inside,
    names: [...folder.split("/").reverse().filter((part) => part !== ""), ...names],
    leaves: [],
    problems: [],
    archives: [],
    lone: false,
  };
}

/** True for a part of a portal export: by its name, by where it lies, or by folders that only such parts have. */
function isPart(place: Place): boolean {
  const path = innerPath(place.name === "" ? place.address : place.name);
  if (partKind(path) !== undefined || /(^|\/)User Online Activity\//.test(path)) return true;
  return place.leaves.some((leaf) => {
    const inner = innerPath(leaf.name);
    return isPersonal(inner) && portalRoot(inner) === undefined;
  });
}

function isPersonal(path: string): boolean {
  return /(^|\/)personal\/(conversations|files|dallelabs)\//.test(path);
}

/** The group whose root is nearest above a path. Where there is one group only it takes everything. */
function nearest(groups: Map<string, Group>, path: string): Group | undefined {
  if (groups.size === 1) return groups.values().next().value;
  let best: string | undefined;
  for (const root of groups.keys()) {
    if (path.startsWith(root) && (best === undefined || root.length > best.length)) best = root;
  }
  return best === undefined ? undefined : groups.get(best);
}

/** Damage that no single export has counts for all of them. */
function assign(groups: Map<string, Group>, problem: Problem): void {
  const group = problem.name === undefined ? undefined : nearest(groups, innerPath(problem.name));
  for (const each of group === undefined ? groups.values() : [group]) each.problems.push(problem);
}

/** True where a portal export in a folder shows that it was unpacked as one, not gathered part by part. */
function hasOuter(group: Group): boolean {
  const paths = [...group.archives, ...group.leaves.map((leaf) => leaf.name)];
  return paths.some((path) => /(^|\/)(User Online Activity\/|report\.html$)/.test(path));
}

function archivesOf(place: Place): string[] {
  return [place.name === "" ? baseName(place.address) : place.name, ...place.inner.flatMap(archivesOf)];
}

function trim(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
