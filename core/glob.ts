/**
 * Paths with `*`, `?` and `**`.
 *
 * @module
 */
import type { Files } from "./host.ts";

/** Folders inside folders that `**` goes into. */
const MAX_DEPTH = 32;

/** True for a path with a wildcard. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** What must be readable for a path: the folder before the first wildcard, for a pattern. */
export function readable(path: string): string {
  const wild = path.search(/[*?]/);
  if (wild < 0) return path;
  const end = path.lastIndexOf("/", wild);
  return end < 0 ? "." : end === 0 ? "/" : path.slice(0, end);
}

/**
 * The paths that fit a pattern, sorted by code unit: `*` stands for any characters of one name, `?` for one, `**` for
 * any folders. Names that begin with a point fit only a pattern that does. Links to folders are not gone through.
 */
export async function expandGlob(pattern: string, files: Files, signal: AbortSignal): Promise<string[]> {
  const parts = pattern.split("/");
  const found = new Set<string>();
  const start = parts[0] === "" ? { base: "/", at: 1 } : { base: "", at: 0 };
  const open = [{ ...start, depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    signal.throwIfAborted();
    const { base, at, depth } = place;
    const part = parts[at];
    const last = at === parts.length - 1;
    if (part === "" && !last) open.push({ base, at: at + 1, depth });
    else if (part === "**" && !last) {
      open.push({ base, at: at + 1, depth });
      if (depth >= MAX_DEPTH) continue;
      for (const { name, kind } of await files.list(base || ".")) {
        if (kind === "folder" && !name.startsWith(".")) open.push({ base: `${base}${name}/`, at, depth: depth + 1 });
      }
    } else if (!isGlob(part)) {
      if (!last) open.push({ base: `${base}${part}/`, at: at + 1, depth });
      else if (part === "" || await files.stat(base + part) !== undefined) found.add(base + part);
    } else {
      const fits = matcher(part);
      for (const { name, kind } of await files.list(base || ".")) {
        if (!fits(name) || name.startsWith(".") !== part.startsWith(".")) continue;
        if (last) found.add(base + name);
        else if (kind === "folder") open.push({ base: `${base}${name}/`, at: at + 1, depth });
      }
    }
  }
  return [...found].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
}

/** Compares a name with a pattern in linear space and without backtracking over more than one `*`. */
function matcher(pattern: string): (name: string) => boolean {
  const want = Array.from(pattern);
  return (text) => {
    const name = Array.from(text);
    let [n, w, star, mark] = [0, 0, -1, 0];
    while (n < name.length) {
      if (want[w] === "*") [star, mark, w] = [w, n, w + 1];
      else if (want[w] === "?" || want[w] === name[n]) [n, w] = [n + 1, w + 1];
      else if (star >= 0) [w, mark, n] = [star + 1, mark + 1, mark + 1];
      else return false;
    }
    while (want[w] === "*") w++;
    return w === want.length;
  };
}
