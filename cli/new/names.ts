/**
 * Names of new things.
 *
 * @module
 */
import { UsageError } from "../command.ts";

/** What can be made. */
export const KINDS = ["source", "transform", "sink", "store", "pipeline"] as const;

/** One of them. */
export type NewKind = (typeof KINDS)[number];

/** True for what can be made. */
export function isKind(text: string): text is NewKind {
  return KINDS.some((kind) => kind === text);
}

/** Longest name: lines of the templates have room for it. */
const LONGEST = 24;
const NAME = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;
/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Insists on a name in kebab-case or snake_case: it becomes names of files, and of a function.
 *
 * @throws {UsageError} saying which name would do
 */
export function checkName(name: string): void {
  const wrong = (is: string): UsageError => {
    const near = nearest(name);
    return new UsageError(
      `Cannot create "${name}": ${is}`,
      "expected small letters and digits, in words joined by - or _" + (near ? `, as in ${near}` : ""),
    );
  };
  if (!NAME.test(name)) throw wrong("that is no name for files and functions");
  if (name.length > LONGEST) throw wrong(`the name has ${name.length} letters, expected at most ${LONGEST}`);
  if (DEVICE.test(name)) throw wrong("Windows has a device of that name");
  if (/^test$|_test$/.test(name)) throw wrong("the runner of tests would take the module for a test");
}

/** The nearest name that would do, if there is one. */
function nearest(name: string): string | undefined {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const joined = words.join("-").replace(/^[\d-]+/, "").slice(0, LONGEST).replace(/-$/, "");
  return NAME.test(joined) && !DEVICE.test(joined) && joined !== "test" ? joined : undefined;
}

/** The factory's name: `my-notes` → `myNotesSource`; a word that says the kind already is not said twice. */
export function factoryName(name: string, kind: NewKind): string {
  const words = name.split(/[-_]/);
  if (words.length > 1 && words.at(-1) === kind) words.pop();
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  return [words[0], ...[...words.slice(1), kind].map(capital)].join("");
}
