/**
 * `--set path=value`: one value of a config, changed for one call.
 *
 * @module
 */
import { isPlain, join, type Mistakes, show, unknown } from "./mistakes.ts";
import { parseYamlValue } from "./yaml.ts";

/** Keys of a pipeline with which a short path may begin. */
const SHORT = ["source", "through", "to", "ledger", "mirror", "maxDelete", "maxDeadLetters", "onDead", "summary"];

/**
 * A config with values changed, the given one left as it is. All but the last key of a path must be there; the last
 * may be new, and is checked with everything else.
 */
export function applySets(
  config: unknown,
  sets: readonly (readonly [path: string, value: string])[],
  mistakes: Mistakes,
): unknown {
  let now = config;
  for (const [path, value] of sets) {
    const keys = parsePath(path);
    const place = `--set ${path}`;
    if (keys === undefined) {
      mistakes.add(place, "is no path, expected one such as pipelines.chats.to[0].path");
      continue;
    }
    const whole = complete(keys, now, place, mistakes);
    if (whole !== undefined) now = put(now, whole, 0, parseYamlValue(value), "", place, mistakes);
  }
  return now;
}

/** `a.b[1]["odd key"]` as keys; undefined where it is none. */
export function parsePath(path: string): (string | number)[] | undefined {
  const keys: (string | number)[] = [];
  // A name at the beginning stands alone, behind others it has its dot.
  if (path.startsWith(".")) return undefined;
  let rest = path.startsWith("[") ? path : `.${path}`;
  while (rest !== "") {
    const found = /^\[(\d{1,6})\]|^\[("(?:[^"\\]|\\.)*")\]|^\.([^.[\]]+)/.exec(rest);
    if (!found) return undefined;
    const [all, index, quoted, name] = found;
    const key = quoted === undefined ? name : unquote(quoted);
    if (key === undefined && index === undefined) return undefined;
    keys.push(index === undefined ? key as string : Number(index));
    rest = rest.slice(all.length);
  }
  return keys.length === 0 ? undefined : keys;
}

function unquote(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A path that leaves out `pipelines.<name>` is completed where there is one pipeline. */
function complete(
  keys: (string | number)[],
  config: unknown,
  place: string,
  mistakes: Mistakes,
): (string | number)[] | undefined {
  const pipelines = isPlain(config) ? config.pipelines : undefined;
  if (keys[0] === "pipelines" || !isPlain(pipelines)) return keys;
  const names = Object.keys(pipelines);
  if (names.length === 1) return ["pipelines", names[0], ...keys];
  const known = SHORT.includes(String(keys[0]));
  mistakes.add(
    place,
    known || names.length === 0
      ? `does not say which pipeline, expected pipelines.<name>.… with one of ${names.join(", ")}`
      : unknown("key", String(keys[0]), ["pipelines"]),
  );
  return undefined;
}

function put(
  into: unknown,
  keys: readonly (string | number)[],
  depth: number,
  value: unknown,
  here: string,
  place: string,
  mistakes: Mistakes,
): unknown {
  if (depth === keys.length) return value;
  const key = keys[depth];
  const next = join(here, key);
  const name = here || "the config";
  if (Array.isArray(into)) {
    if (typeof key === "number" && key < into.length) {
      return into.map((one, i) => i === key ? put(one, keys, depth + 1, value, next, place, mistakes) : one);
    }
    const last = into.length === 1 ? "[0]" : `[0] to [${into.length - 1}]`;
    mistakes.add(
      place,
      `${name} is a list of ${into.length}, expected ${into.length ? `${here}${last}` : "no place in it"}`,
    );
    return into;
  }
  if (!isPlain(into)) {
    mistakes.add(place, `${name} is ${show(into)}, expected something with keys such as { use: … }`);
    return into;
  }
  if (typeof key === "number" || (depth < keys.length - 1 && !Object.hasOwn(into, key))) {
    mistakes.add(place, `${name}: ${unknown("key", String(key), Object.keys(into))}`);
    return into;
  }
  const changed = put(into[key], keys, depth + 1, value, next, place, mistakes);
  return Object.fromEntries([...Object.entries(into).filter(([one]) => one !== key), [key, changed]]);
}
