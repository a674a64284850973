/**
 * Config files of the reference: YAML or JSON with its keys.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { parse } from "../../deps/yaml.ts";

/** What a config file says that is of use here. */
export interface ReferenceConfig {
  inputs: string[];
  out?: string;
  me?: string;
  tokenizer?: string;
  systemPrompt?: string;
  dateLimit?: string;
  gapSeconds?: number;
  minTokens?: number;
  maxTokens?: number;
  delimiter?: string;
  /** Sentences on what it says that does nothing here. */
  notes: string[];
}

/** Keys that are of other parts of the reference. */
const ELSEWHERE = new Set(["hydra", "defaults", "fine_tuning"]);
const KNOWN = new Set([
  ..."input output model_id target_name system_prompt date_limit convo_block_thereshold_secs".split(" "),
  ..."convo_block_threshold_secs min_tokens_per_block max_tokens_per_block message_delimiter".split(" "),
]);

/**
 * Reads a config file.
 *
 * @throws {CannotRunError} when there is none, or a value has another type than its key takes
 */
export async function readReferenceConfig(files: Files, path: string): Promise<ReferenceConfig> {
  const bytes = await files.read(path);
  if (!bytes) throw new CannotRunError(`Cannot read "${path}": there is no such file`);
  let value: unknown;
  try {
    value = parse(new TextDecoder().decode(bytes), { maxAliasCount: 100 });
  } catch (cause) {
    throw new CannotRunError(`Cannot read "${path}": it is neither YAML nor JSON`, { cause });
  }
  if (!isMap(value)) {
    throw new CannotRunError(`Cannot read "${path}": it holds no keys, expected target_name and others`);
  }
  return new Reader(path, value).read();
}

type Map = { readonly [key: string]: unknown };

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

class Reader {
  readonly #path: string;
  readonly #root: Map;
  readonly #notes: string[] = [];

  constructor(path: string, root: Map) {
    this.#path = path;
    this.#root = root;
  }

  read(): ReferenceConfig {
    const root = this.#root;
    const input = this.#map("input");
    const output = this.#map("output");
    const mode = this.#text(input, "mode", "input.");
    const file = this.#text(input, "file", "input.");
    const folder = this.#text(input, "dir", "input.");
    const chosen = mode === "dir" ? folder : file ?? folder;
    const typo = this.#number(root, "convo_block_thereshold_secs");
    const model = this.#text(root, "model_id") ?? this.#model();
    for (const key of Object.keys(root)) {
      if (ELSEWHERE.has(key)) this.#notes.push(`"${key}" in ${this.#path} is of the trainer and does nothing here.`);
      else if (!KNOWN.has(key)) this.#notes.push(`"${key}" in ${this.#path} is not known and does nothing.`);
    }
    if (Array.isArray(output.modes) && output.modes.includes("s3")) {
      this.#notes.push(`${this.#path} asks for S3: files are written here alone.`);
    }
    return defined({
      inputs: chosen === undefined ? [] : [chosen],
      out: this.#text(output, "local_dir", "output."),
      me: this.#text(root, "target_name"),
      tokenizer: model,
      systemPrompt: this.#text(root, "system_prompt"),
      dateLimit: this.#text(root, "date_limit"),
      gapSeconds: this.#number(root, "convo_block_threshold_secs") ?? typo,
      minTokens: this.#number(root, "min_tokens_per_block"),
      maxTokens: this.#number(root, "max_tokens_per_block"),
      // An empty one is a choice, unlike other texts that are empty.
      delimiter: root.message_delimiter === "" ? "" : this.#text(root, "message_delimiter"),
      notes: this.#notes,
    });
  }

  #model(): string | undefined {
    const tuning = this.#root.fine_tuning;
    const model = isMap(tuning) ? tuning.model : undefined;
    return isMap(model) ? this.#text(model, "name", "fine_tuning.model.") : undefined;
  }

  #map(key: string): Map {
    const value = this.#root[key];
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    throw this.#wrong(key, value, "keys of its own");
  }

  /** Text; `None`, as Python writes it into YAML, is none. */
  #text(map: Map, key: string, before = ""): string | undefined {
    const value = map[key];
    if (value === undefined || value === null || value === "None" || value === "null" || value === "") return undefined;
    if (value instanceof Date) return value.toISOString();
    if (typeof value === "string") return value;
    throw this.#wrong(before + key, value, "text");
  }

  #number(map: Map, key: string): number | undefined {
    const value = map[key];
    if (value === undefined || value === null || value === "None") return undefined;
    const number = typeof value === "string" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
    throw this.#wrong(key, value, "a number, 0 or more");
  }

  #wrong(key: string, value: unknown, expected: string): CannotRunError {
    return new CannotRunError(
      `Cannot read "${this.#path}": ${key} is ${JSON.stringify(value)?.slice(0, 60)}, expected ${expected}`,
    );
  }
}

function defined<O extends object>(options: O): { [K in keyof O]: Exclude<O[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof O]: Exclude<O[K], undefined> };
}
