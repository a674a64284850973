/**
 * Keys and versions found in the records themselves.
 *
 * @module
 */
import type { Loss, UnitBatch } from "../../core/source.ts";
import { BadLine, LineUnit } from "./units.ts";

/** A date, a time and a zone: without the zone a time would depend on the machine. */
const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Where key and version lie in a record: a field's name, or a dotted path. */
export interface Fields {
  key: string;
  version?: string;
}

/** A line with the key found in it. */
class KeyedUnit extends LineUnit {
  #value: unknown;
  #fresh = true;
  readonly #fault: Error | undefined;

  constructor(
    line: LineUnit,
    value: unknown,
    readonly key: string,
    { version, fault }: { version?: number; fault?: Error },
  ) {
    super(line.text, line.line, line.file);
    this.#value = value;
    this.version = version;
    this.#fault = fault;
  }

  readonly version: number | undefined;

  /** The value read for its key goes out once: who has it may change it, and another attempt reads the line again. */
  override parse(): unknown[] {
    if (this.#fault) throw this.#fault;
    if (!this.#fresh) return super.parse();
    const value = this.#value;
    this.#fresh = false;
    this.#value = undefined;
    return [value];
  }
}

/** The lines with their keys; those whose key cannot be learned are losses. */
export function withKeys(lines: (LineUnit | BadLine)[], fields: Fields): UnitBatch<unknown> {
  const units: KeyedUnit[] = [];
  const losses: Loss[] = [];
  for (const line of lines) {
    try {
      const [value] = line.parse();
      if (line instanceof LineUnit) units.push(keyed(line, value, fields));
    } catch (error) {
      losses.push({ position: line.position, error });
    }
  }
  return losses.length > 0 ? { units, losses } : { units };
}

function keyed(line: LineUnit, value: unknown, fields: Fields): KeyedUnit {
  const key = find(value, fields.key);
  if ((typeof key !== "string" || key === "") && typeof key !== "number") {
    throw new TypeError(
      `Cannot find key "${fields.key}" in line ${line.line}: it is ${kindOf(key)}, expected a string or a number` +
        choices(value),
    );
  }
  return new KeyedUnit(line, value, String(key).toWellFormed(), versionOf(value, fields, line.line));
}

/** An unusable version is a fault of the unit: its key is known, so that it is dead and not lost. */
function versionOf(value: unknown, fields: Fields, line: number): { version?: number; fault?: Error } {
  const found = fields.version === undefined ? undefined : find(value, fields.version);
  if (found === undefined || found === null) return {};
  if (typeof found === "number") return { version: found };
  const version = typeof found === "string" && ISO_TIME.test(found) ? Date.parse(found) : NaN;
  if (!Number.isNaN(version)) return { version };
  return {
    fault: new TypeError(
      `Cannot read version "${fields.version}" in line ${line}: it is ${kindOf(found)}, ` +
        "expected a number or an ISO time with its zone",
    ),
  };
}

/** Own fields only; a field whose name holds dots is found before a path is tried. */
function find(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let found = value;
  for (const name of path.split(".")) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (value === "") return "empty";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The record's own field names, the first few. */
function choices(value: unknown): string {
  if (!isObject(value) || Array.isArray(value)) return "";
  const names = Object.keys(value).slice(0, 10).map((name) => JSON.stringify(name.slice(0, 60)));
  return names.length > 0 ? `: available fields are ${names.join(", ")}` : "";
}
