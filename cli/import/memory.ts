/**
 * What an import's folder remembers between runs: its outputs, and which exports it was made from.
 *
 * @module
 */
import { join, resolve, sep } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { readSemantic, type Semantic } from "../search/semantic.ts";
import type { ImportFolder } from "./folder.ts";

/** Kept as JSON in `.threadloom/outputs.json`. */
export interface Memory {
  format: 1;
  /** Kept by default, also of folders made before there was one. */
  archive: boolean;
  /** Whether the archive takes bytes of media. */
  media: boolean;
  markdown: boolean;
  jsonl: boolean;
  /** What makes the vectors of its index for search; absent as long as there is no index. */
  semantic?: Semantic;
  /** The zone of times that exports give without one; absent: such times stay as they are written. */
  timeZone?: string;
  /** Absolute paths of the exports, in the order in which they came; paths only. In the file those inside the folder are relative. */
  inputs: string[];
}

/** Most exports whose paths are kept; the oldest go first. */
const INPUTS_KEPT = 1000;

/** What a folder remembers that has never been used. */
export function newMemory(): Memory {
  return { format: 1, archive: true, media: true, markdown: false, jsonl: false, inputs: [] };
}

/**
 * What the folder remembers; undefined when it was never imported into.
 *
 * @throws {CannotRunError} when the file is not one of ours, or a newer version's
 */
export async function readMemory(files: Files, folder: ImportFolder): Promise<Memory | undefined> {
  const bytes = await files.read(folder.memory);
  if (bytes === undefined) return undefined;
  const wrong = (what: string, cause?: unknown): CannotRunError =>
    new CannotRunError(
      `Cannot read "${folder.memory}": ${what}; remove the file and import again with the outputs you want`,
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw wrong("it is no JSON", cause);
  }
  const { format, archive, media, markdown, jsonl, semantic, timeZone, inputs } = Object(value) as {
    [field: string]: unknown;
  };
  if (typeof format === "number" && format > 1) {
    throw new CannotRunError(
      `Cannot read "${folder.memory}": a newer threadloom wrote it (format ${format}), use that`,
    );
  }
  if (format !== 1 || !Array.isArray(inputs) || !inputs.every((input) => typeof input === "string")) {
    throw wrong("it is not what threadloom writes");
  }
  const paths = inputs.map((input) => resolve(folder.root, input));
  const engine = semantic === undefined ? undefined : readSemantic(semantic);
  if (semantic !== undefined && !engine) throw wrong("it names no engine for search that this program knows");
  return {
    format,
    archive: archive !== false,
    media: media !== false,
    markdown: markdown === true,
    jsonl: jsonl === true,
    ...(engine && { semantic: engine }),
    ...(typeof timeZone === "string" && { timeZone }),
    inputs: paths,
  };
}

/** Keeps it (0600, in a folder of 0700). Exports inside the folder are kept relative to it, so that it may be moved with them. */
export async function writeMemory(files: Files, folder: ImportFolder, memory: Memory): Promise<void> {
  const inside = join(folder.root, sep);
  const relative = (input: string): string =>
    input.startsWith(inside) ? input.slice(inside.length).replaceAll(sep, "/") : input;
  const kept = { ...memory, inputs: memory.inputs.slice(-INPUTS_KEPT).map(relative) };
  await files.makeFolder(folder.state, true);
  await files.write(folder.memory, JSON.stringify(kept, null, 2) + "\n", true);
}

/** The memory with these inputs as its latest. */
export function withInputs(memory: Memory, inputs: readonly string[]): Memory {
  return { ...memory, inputs: [...memory.inputs.filter((known) => !inputs.includes(known)), ...inputs] };
}

/** The remembered exports that are still there, and those that are not. Patterns count as there. */
export async function presentInputs(files: Files, memory: Memory): Promise<{ present: string[]; gone: string[] }> {
  const present: string[] = [];
  const gone: string[] = [];
  for (const input of memory.inputs) (/[*?]/.test(input) || await files.stat(input) ? present : gone).push(input);
  return { present, gone };
}
