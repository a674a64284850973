/**
 * YAML: plain data only, with mistakes told by line and column.
 *
 * @module
 */
import { isMap, isScalar, LineCounter, parseDocument, visit } from "../../deps/yaml.ts";
import { ConfigError, type ConfigMistake } from "./mistakes.ts";

/** How many values aliases (`*name`) may stand for in all: enough for people, too few for a bomb. */
const MOST_ALIASES = 100;

/**
 * Parses one YAML 1.2 document: maps, lists, texts, numbers, true, false and null; tags of other kinds are mistakes.
 *
 * @throws {ConfigError} with all that is wrong
 */
export function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  try {
    const document = parseDocument(text, {
      schema: "core",
      version: "1.2",
      // Its own check compares every key with every other.
      uniqueKeys: false,
      lineCounter: lines,
      prettyErrors: false,
      // "silent" would also keep still about a second document.
      logLevel: "error",
      stringKeys: true,
    });
    // The parser goes down one call a level, and tells where that ended as if the text were wrong there.
    if (document.errors.some(({ message }) => /call stack/.test(message))) throw new RangeError("nested");
    const mistakes: ConfigMistake[] = [...document.errors, ...document.warnings].map(({ pos, message, code }) => ({
      path: at(pos[0]),
      message: code === "MULTIPLE_DOCS"
        ? "a second document begins here, expected one"
        : `${message.replace(/\.$/, "")}${
          code === "TAG_RESOLVE_FAILED" ? ", expected plain values without a tag" : ""
        }`,
    }));
    visit(document, {
      Map(_, map) {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          const name = isScalar(key) ? String(key.value) : key;
          if (seen.has(name)) {
            const range = (isScalar(key) && key.range) || map.range;
            mistakes.push({
              path: at(range?.[0] ?? 0),
              message: `the key ${JSON.stringify(name)} is there twice in one map, expected once`,
            });
          }
          seen.add(name);
        }
      },
    });
    if (mistakes.length > 0) throw new ConfigError(file, mistakes.slice(0, 20));
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
      throw new ConfigError(file, [{ path: "", message: "the file is empty, expected pipelines:" }]);
    }
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    // Aliases are counted while values are made.
    const message = cause instanceof RangeError
      ? "it is nested too deeply, expected some levels"
      : cause instanceof ReferenceError
      ? `${cause.message}, expected aliases of what stands before them, ${MOST_ALIASES} at most`
      : undefined;
    if (message === undefined) throw cause;
    throw new ConfigError(file, [{ path: "", message }], { cause });
  }
}

/** One value as it may stand in YAML on a line: a scalar, `[…]`, `{…}` or quoted; anything else is text. */
export function parseYamlValue(text: string): unknown {
  const document = parseDocument(text, { schema: "core", version: "1.2", logLevel: "silent", stringKeys: true });
  const { contents } = document;
  const flow = /^\s*["'[{]/.test(text);
  if (document.errors.length > 0 || document.warnings.length > 0 || contents === null) return text;
  if (!flow && (!isScalar(contents) || contents.value === null && !/^(null|~)$/i.test(text))) return text;
  return !flow && isMap(contents) ? text : document.toJS({ maxAliasCount: 0 });
}
