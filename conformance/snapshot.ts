/**
 * Looking at a folder and at values, to see later whether they changed.
 *
 * @module
 */
import { hash } from "node:crypto";

/** Paths inside a folder, sorted, each with its size and hash; folders end in a slash. */
export async function snapshot(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, kind } of walk(folder)) {
    if (kind !== "file") {
      found.push(kind === "folder" ? `${path}/` : `${path} (link)`);
      continue;
    }
    const bytes = await Deno.readFile(`${folder}/${path}`);
    found.push(`${path} ${bytes.length} ${hash("sha256", bytes, "hex")}`);
  }
  return found.sort();
}

/** The paths of all files in a folder and below it, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, kind } of walk(folder)) if (kind === "file") found.push(`${folder}/${path}`);
  return found.sort();
}

async function* walk(folder: string): AsyncGenerator<{ path: string; kind: "file" | "folder" | "link" }> {
  const todo = [""];
  for (let below = todo.pop(); below !== undefined; below = todo.pop()) {
    for await (const { name, isDirectory, isFile } of Deno.readDir(`${folder}/${below}`)) {
      const path = below + name;
      if (isDirectory) todo.push(`${path}/`);
      yield { path, kind: isDirectory ? "folder" : isFile ? "file" : "link" };
    }
  }
}

/** The first of some names, quoted, for a message. */
export function some(names: string[]): string {
  const first = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 80))).join(", ");
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first;
}

/** An equal value that shares nothing with the first; its fields come in the opposite order. */
export function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null || !isPlain(value)) return value;
  const copy: object = Object.create(Object.getPrototypeOf(value));
  for (const [key, field] of Object.entries(value).reverse()) {
    Object.defineProperty(copy, key, {
      value: reversed(field),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copy as T;
}

/** An equal value that shares nothing with the first. */
export function copyOf<T>(value: T): T {
  return reversed(reversed(value));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
