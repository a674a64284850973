/**
 * What a submission asks for: its settings, and where in its body the chats are.
 *
 * @module
 */
import { parseJson } from "../../core/json/parse.ts";
import type { Setting } from "./job.ts";
import type { JsonShape, RootValue } from "./json_check.ts";
import { Refusal } from "./refusal.ts";
import { type Given, isSetting, readSettings } from "./settings.ts";

/** Query parameters that are not settings. */
export const RUN_ID_PARAMETER = "run_id";

/** A submission that was understood. */
export interface Submission {
  settings: Setting[];
  /** The part of the body that is the export; absent: all of it. */
  cut?: { start: number; end: number };
}

/**
 * Reads what a body of this shape means. Three forms are one address: the export itself; `{ chats, overrides }`; and
 * `{ chats }` with settings beside it. A full export also has `chats`, an object with a `list`, and is taken whole, as
 * its other parts say whose it is.
 *
 * @throws {Refusal} 400 when it is neither list nor object or has no chats, 422 when settings are wrong
 */
export function readSubmission(shape: JsonShape, query: URLSearchParams): Submission {
  const given: Given[] = [{
    where: "query",
    values: [...query].filter(([name]) => name !== RUN_ID_PARAMETER),
  }];
  if (shape.root === "other") throw new Refusal(400, "JSON must be a list of chats or an object with chats");
  if (shape.root === "array") return { settings: readSettings(given) };
  const { values } = shape;
  for (const name of ["chats", "overrides", "messages"]) {
    if (shape.repeated.has(name)) throw new Refusal(400, `Cannot read the body: "${name}" comes twice`);
  }
  const chats = values.get("chats");
  if (chats === undefined) {
    if (values.has("messages") || values.has("left_chats")) return { settings: readSettings(given) };
    throw new Refusal(400, 'Cannot read the body: expected a list of chats, "chats", or a chat with "messages"');
  }
  if (chats.kind === "other") throw new Refusal(400, '"chats" must be a list or an object');
  const whole = chats.kind === "object" && chats.keys.has("list");
  given.push({ where: "body", values: beside(values, whole) });
  const overrides = values.get("overrides");
  if (overrides !== undefined) given.push({ where: "body", values: readObject(overrides) });
  const settings = readSettings(given);
  return whole ? { settings } : { settings, cut: { start: chats.start, end: chats.end } };
}

/** Values that stand beside the chats; of a whole export only the settings, the rest is its own. */
function beside(values: JsonShape["values"], whole: boolean): [string, unknown][] {
  return [...values].filter(([name]) => name !== "chats" && name !== "overrides" && (!whole || isSetting(name)))
    .map(([name, value]) => [name, readValue(name, value)]);
}

function readObject(value: RootValue): [string, unknown][] {
  const read = readValue("overrides", value);
  if (read === null) return [];
  if (typeof read !== "object" || Array.isArray(read)) throw new Refusal(400, '"overrides" must be an object');
  return Object.entries(read);
}

function readValue(name: string, { bytes }: RootValue): unknown {
  if (bytes === undefined) throw new Refusal(422, `Cannot read "${name.slice(0, 100)}": it is too long`);
  return parseJson(Uint8Array.from(bytes));
}
