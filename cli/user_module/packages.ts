/**
 * The npm packages inside a compiled program that a user's module may import; a test holds the table equal to `deps/`.
 *
 * @module
 */

/** Versions by name. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ["yaml", "2.9.1"],
  ["zod", "4.6.7"],
]);

/** A specifier of a package, taken apart. */
export interface PackageName {
  name: string;
  /** Absent: any. */
  range?: string;
  /** "" or "/v4". */
  subpath: string;
}

/** `npm:@scope/name@^1.2/sub`, `jsr:…` or a bare `name/sub`; undefined for anything else. */
export function readPackageName(specifier: string): PackageName | undefined {
  const found = /^(?:(?:npm|jsr):\/?)?((?:@[\w.~-]+\/)?[a-zA-Z\d][\w.~-]*)(?:@([^/]+))?((?:\/.*)?)$/.exec(specifier);
  if (!found) return undefined;
  const [, name, range, subpath] = found;
  return { name, subpath, ...(range === undefined ? {} : { range }) };
}

/**
 * The specifier of the copy inside this program.
 *
 * @throws {TypeError} when there is none, or none that fits the version asked for
 */
export function packageInside({ name, range, subpath }: PackageName): string {
  const version = PACKAGES.get(name);
  if (version === undefined) {
    const inside = [...PACKAGES].map(([known, is]) => `${known} ${is}`).join(", ");
    throw new TypeError(
      `a compiled program fetches no packages, and "${name}" is not inside (inside: ${inside}); run this with deno run`,
    );
  }
  if (range !== undefined && !fits(version, range)) {
    throw new TypeError(
      `the program holds ${name} ${version}, which is not ${range}; leave the version out, or run this with deno run`,
    );
  }
  return `npm:${name}@${version}${subpath}`;
}

/** Whether a version is in a range: exact, `^`, `~`, a prefix (`4`, `4.x`), `>=` or `*`. */
function fits(version: string, range: string): boolean {
  const found = /^(\^|~|>=|=|v)?\s*(\d+)?(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?$/.exec(range.trim());
  if (!found) return range === "*" || range === "latest";
  const [, sign = "", ...parts] = found;
  const given = parts.filter((part) => part !== undefined && part !== "x" && part !== "*").map(Number);
  const has = version.split(".").map(Number);
  const order = given.map((part, i) => has[i] - part).find((difference) => difference !== 0) ?? 0;
  if (sign === ">=") return order >= 0;
  const fixed = sign === "^" ? given.findIndex((part) => part > 0) + 1 || 1 : sign === "~" ? 2 : given.length;
  return order >= 0 && given.slice(0, fixed).every((part, i) => part === has[i]);
}
