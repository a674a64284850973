/**
 * The shape of a config: which keys there are, and what stands where.
 *
 * @module
 */
import type { Pipeline } from "../../core/chain.ts";
import { isPlugin } from "../../core/plugin.ts";
import { checkCountOrPercentage } from "../checks.ts";
import type { FeedDraft, PipelineDraft, PluginDraft, Slot, TreeDraft } from "./draft.ts";
import { SLOTS } from "./draft.ts";
import { isPlain, join, type Mistakes, show, unknown } from "./mistakes.ts";

const CONFIG_KEYS = ["$schema", "pipelines"];
const PIPELINE_KEYS = [
  "summary",
  "source",
  "through",
  "to",
  "ledger",
  "mirror",
  "maxDelete",
  "maxDeadLetters",
  "onDead",
];
const FEED_KEYS = ["pipeline", "sink"];
const BRANCH_KEYS = ["when", "through", "to"];

/** What the engine takes as a pipeline's name: it becomes a folder's. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u;

/** Branches inside branches; nobody writes so many. */
const DEEPEST = 32;

type Plain = { readonly [key: string]: unknown };

/** Reads the shape; what is wrong is a mistake and left out. */
export function readShape(value: unknown, mistakes: Mistakes): PipelineDraft[] {
  if (!isPlain(value)) {
    mistakes.add("", `it holds ${show(value)}, expected { pipelines: { … } }`);
    return [];
  }
  checkKeys(value, "", CONFIG_KEYS, "key", mistakes);
  if (value.$schema !== undefined && typeof value.$schema !== "string") {
    mistakes.add("$schema", `is ${show(value.$schema)}, expected the schema's address`);
  }
  const { pipelines } = value;
  if (!isPlain(pipelines) || Object.keys(pipelines).length === 0) {
    const is = pipelines === undefined ? "is missing" : isPlain(pipelines) ? "is empty" : `is ${show(pipelines)}`;
    mistakes.add("pipelines", `${is}, expected at least one: { <name>: { source, to } }`);
    return [];
  }
  return Object.entries(pipelines).map(([name, pipeline]) => {
    const path = join("pipelines", name);
    if (!NAME.test(name)) {
      mistakes.add(path, `its name is ${show(name)}, expected letters, digits, spaces, . _ -, a letter or digit first`);
    }
    return readPipeline(name, path, pipeline, mistakes);
  });
}

function readPipeline(name: string, path: string, value: unknown, mistakes: Mistakes): PipelineDraft {
  const draft: PipelineDraft = { name, path, settings: {} };
  if (isFinished(value)) return { ...draft, finished: value };
  if (!isPlain(value)) {
    mistakes.add(path, `is ${show(value)}, expected { source, to } or a pipeline: from(…).to(…)`);
    return draft;
  }
  checkKeys(value, path, PIPELINE_KEYS, "key", mistakes);
  draft.settings = readSettings(value, path, mistakes);
  draft.source = readSource(value.source, join(path, "source"), mistakes);
  draft.tree = readTree(value, path, mistakes, 0);
  if (value.ledger !== undefined) draft.ledger = readPlugin(value.ledger, join(path, "ledger"), "ledger", mistakes);
  return draft;
}

function readSettings(value: Plain, path: string, mistakes: Mistakes): PipelineDraft["settings"] {
  const settings: { [name: string]: unknown } = {};
  const checks: { [name: string]: [fits: (given: unknown) => boolean, expected: string] } = {
    summary: [(given) => typeof given === "string", "one line of text"],
    mirror: [(given) => typeof given === "boolean", "true or false"],
    maxDelete: [isCountOrPercentage, 'a whole number of entries (100) or a percentage up to 100% ("30%")'],
    maxDeadLetters: [isCount, "a whole number, 0 or more"],
    onDead: [(given) => given === "continue" || given === "stop", '"continue" or "stop"'],
  };
  for (const [name, [fits, expected]] of Object.entries(checks)) {
    if (!Object.hasOwn(value, name) || value[name] === undefined) continue;
    if (fits(value[name])) settings[name] = value[name];
    else mistakes.add(join(path, name), `is ${show(value[name])}, expected ${expected}`);
  }
  return settings;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCountOrPercentage(value: unknown): boolean {
  if (typeof value !== "string") return isCount(value);
  try {
    checkCountOrPercentage(value);
    return value.endsWith("%");
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function readSource(value: unknown, path: string, mistakes: Mistakes): PluginDraft | FeedDraft | undefined {
  if (!isPlain(value) || isPlugin(value) || !Object.hasOwn(value, "pipeline") || Object.hasOwn(value, "use")) {
    return readPlugin(value, path, "source", mistakes);
  }
  checkKeys(value, path, FEED_KEYS, "key", mistakes);
  const { pipeline, sink } = value;
  if (sink !== undefined && typeof sink !== "string") {
    mistakes.add(join(path, "sink"), `is ${show(sink)}, expected the name of one of that pipeline's stores`);
  }
  if (typeof pipeline !== "string") {
    mistakes.add(join(path, "pipeline"), `is ${show(pipeline)}, expected the name of a pipeline`);
    return undefined;
  }
  return { path, pipeline, ...(typeof sink === "string" ? { sink } : {}) };
}

function readTree(value: Plain, path: string, mistakes: Mistakes, depth: number): TreeDraft | undefined {
  if (depth > DEEPEST) {
    mistakes.add(path, `is a branch more than ${DEEPEST} deep, expected fewer`);
    return undefined;
  }
  const tree: TreeDraft = { path, through: [], to: [] };
  if (value.through !== undefined) {
    const at = join(path, "through");
    if (Array.isArray(value.through)) {
      for (const [i, link] of value.through.entries()) {
        const plugin = readPlugin(link, join(at, i), "through", mistakes);
        if (plugin) tree.through.push(plugin);
      }
    } else mistakes.add(at, `is ${show(value.through)}, expected a list of transforms`);
  }
  const at = join(path, "to");
  const sinks: readonly unknown[] = Array.isArray(value.to) ? value.to : [value.to];
  if (value.to === undefined || sinks.length === 0) {
    mistakes.add(at, `is ${value.to === undefined ? "missing" : "an empty list"}, expected a sink or a list of sinks`);
  } else {
    for (const [i, sink] of sinks.entries()) {
      const one = readSink(sink, Array.isArray(value.to) ? join(at, i) : at, mistakes, depth);
      if (one) tree.to.push(one);
    }
  }
  return tree;
}

function readSink(
  value: unknown,
  path: string,
  mistakes: Mistakes,
  depth: number,
): PluginDraft | TreeDraft | undefined {
  const branch = isPlain(value) && !isPlugin(value) && !isBranchValue(value) && !Object.hasOwn(value, "use") &&
    BRANCH_KEYS.some((key) => Object.hasOwn(value, key));
  if (!branch) return readPlugin(value, path, "to", mistakes);
  checkKeys(value, path, BRANCH_KEYS, "key", mistakes);
  const tree = readTree(value, path, mistakes, depth + 1);
  if (!tree || value.when === undefined) return tree;
  const at = join(path, "when");
  if (typeof value.when === "string") tree.through.unshift(filterFor(value.when, at));
  else mistakes.add(at, `is ${show(value.when)}, expected an expression such as 'role = "user"'`);
  return tree;
}

/** `when` is the transform `filter`, written shorter. */
function filterFor(where: string, path: string): PluginDraft {
  return { path, slot: "through", use: "filter", options: { where }, optionPaths: { where: path } };
}

function readPlugin(value: unknown, path: string, slot: Slot, mistakes: Mistakes): PluginDraft | undefined {
  const { what } = SLOTS[slot];
  if (isPlugin(value)) return readMade(value, path, slot, mistakes);
  if ((slot === "through" && typeof value === "function") || (slot === "to" && isBranchValue(value))) {
    return { path, slot, made: value };
  }
  const expected = `expected { use: "<${what}>", … }`;
  if (!isPlain(value)) {
    const hint = typeof value === "string" ? `expected { use: ${show(value)}, … }` : expected;
    const factory = typeof value === "function" && "declaration" in value;
    mistakes.add(
      path,
      value === undefined
        ? `is missing, ${expected}`
        : factory
        ? `is a plugin's factory, expected what it makes: call it with its options`
        : `is ${show(value)}, ${hint}`,
    );
    return undefined;
  }
  if (slot === "ledger" && isLedgerLike(value)) return { path, slot, made: value };
  const { use, ...options } = value;
  if (typeof use === "string" && use !== "") return { path, slot, use, options };
  const branch = slot === "to" ? " or a branch { when, through, to }" : "";
  const near = Object.keys(value).find((key) => /^us|use$/i.test(key) && key !== "use");
  mistakes.add(
    Object.hasOwn(value, "use") ? join(path, "use") : path,
    use === undefined
      ? `has no "use"${near ? ` but "${near}"` : ""}, ${expected}${branch}`
      : `is ${show(use)}, expected the name of a ${what}`,
  );
  return undefined;
}

function readMade(value: object, path: string, slot: Slot, mistakes: Mistakes): PluginDraft | undefined {
  const kind = "kind" in value ? value.kind : undefined;
  const { kinds, what } = SLOTS[slot];
  if (kinds.some((one) => one === kind)) return { path, slot, made: value };
  mistakes.add(path, `is a plugin of the kind ${show(kind)}, expected a ${what}`);
  return undefined;
}

/** A ledger needs no declaration: it may be written by hand. */
function isLedgerLike(value: Plain): boolean {
  return value.kind === "ledger" && typeof value.name === "string" && typeof value.open === "function";
}

function isBranchValue(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "branch" && "sinks" in value;
}

function isFinished(value: unknown): value is Pipeline {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "pipeline" && "tree" in value;
}

function checkKeys(value: Plain, path: string, known: readonly string[], what: string, mistakes: Mistakes): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) mistakes.add(join(path, key), unknown(what, key, known));
  }
}
