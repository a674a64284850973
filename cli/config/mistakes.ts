/**
 * Mistakes in a config file: all of them are found before any is told.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import { withoutPasswords } from "../../core/secrets.ts";
import { suggest } from "../suggest.ts";

/** One mistake: where it stands, what is there, and what is allowed. */
export interface ConfigMistake {
  /** `pipelines.chats.to[1].pth`; `line 3, column 5` where the file cannot be parsed; empty for the whole file. */
  path: string;
  message: string;
}

/** A config that cannot be used. Its message lists every mistake, one a line. */
export class ConfigError extends CannotRunError {
  override name = "ConfigError";
  /** Absolute path of the config. */
  readonly file: string;
  readonly mistakes: readonly ConfigMistake[];

  constructor(file: string, mistakes: readonly ConfigMistake[], options?: ErrorOptions) {
    const count = mistakes.length === 1 ? "one mistake" : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ path, message }) => `\n  ${path}${path && ": "}${message}`);
    super(`Cannot use "${file}": it has ${count}, expected none${lines.join("")}`, options);
    this.file = file;
    this.mistakes = mistakes;
  }
}

/** Shorter values occur in any text. */
const SHORTEST_HIDDEN = 4;

/** Collects mistakes; of two at one place the first is kept. */
export class Mistakes {
  readonly all: ConfigMistake[] = [];
  readonly #places = new Set<string>();
  readonly #hidden = new Map<string, string>();

  add(path: string, message: string): void {
    if (this.#places.has(path)) return;
    this.#places.add(path);
    let said = message;
    for (const [value, name] of this.#hidden) said = said.replaceAll(value, `{ env: "${name}" }`);
    this.all.push({ path, message: said });
  }

  /** Keeps a value from the environment out of all messages: plugins' own words may repeat it. */
  hide(value: string, name: string): void {
    if (value.length < SHORTEST_HIDDEN) return;
    this.#hidden.set(value, name);
    this.#hidden.set(JSON.stringify(value).slice(1, -1), name);
  }

  /** True when something is wrong at this place or inside it. */
  within(path: string): boolean {
    return this.all.some((mistake) =>
      mistake.path === path || mistake.path.startsWith(`${path}.`) || mistake.path.startsWith(`${path}[`)
    );
  }
}

/** The path of a key or a place in a list: `a.b`, `a[1]`, `a["odd key"]`. */
export function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** What a word is said to be that is none of those there are. */
export function unknown(what: string, word: string, choices: readonly string[], of?: string): string {
  const meant = suggest(word, choices);
  const hint = meant === undefined ? "" : `, did you mean "${meant}"?`;
  const list = choices.length === 0 ? "there is none" : `expected ${choices.join(", ")}`;
  return `there is no ${what} ${show(word)}${of === undefined ? "" : ` of ${of}`}${hint} (${list})`;
}

/** Longest value that is written out in a message. */
const LONGEST = 60;

/** A value as messages write it: without the passwords of addresses. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (value === undefined) return "nothing";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "object" && value !== null && !isPlain(value) && !Array.isArray(value)) return "an object";
  let text: string;
  try {
    text = JSON.stringify(value) ?? typeof value;
  } catch {
    // It holds itself, or a number JSON has no way to write.
    return Array.isArray(value) ? "a list" : "an object";
  }
  const safe = withoutPasswords(text);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}

/** True for objects as JSON, YAML and object literals make them. */
export function isPlain(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
