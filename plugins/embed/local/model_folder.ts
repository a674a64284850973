/**
 * Finding a model's files: in a folder, else on the Hugging Face hub, from where they are fetched once.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Context } from "../../../core/context.ts";
import { CannotRunError } from "../../../core/errors.ts";

const HUB = "https://huggingface.co";
/** Hosts to which the hub sends those who fetch files. */
const HUB_HOSTS = ["huggingface.co:443", "cdn-lfs.huggingface.co:443", "cas-bridge.xethub.hf.co:443"];
const HUB_ID = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
/** Bytes of the largest file that is fetched. */
const MOST_BYTES = 4 * 2 ** 30;
/** Bytes of the largest JSON file that is read. */
const MOST_JSON = 256 << 20;

/** True for what may be the id of a model on the hub; a folder of that name goes first. */
export function mayBeHubId(model: string): boolean {
  return HUB_ID.test(model);
}

/** Hosts that a model may be fetched from. */
export function hubHosts(): string[] {
  return [...HUB_HOSTS];
}

/** What vectors of the model are stored under: an id as it is, of a path the last name. */
export function modelName(model: string): string {
  return mayBeHubId(model) ? model : basename(model.replace(/[/\\]+$/, "")) || model;
}

/**
 * The folder that holds the model's files; the first two must be there, the others may be missing.
 *
 * @throws {CannotRunError} when there is none, and none can be fetched
 */
export async function findModel(
  model: string,
  names: readonly [string, string, ...string[]],
  context: Context,
  hub: string = HUB,
): Promise<string> {
  const there = await context.files.stat(model);
  if (there?.kind === "folder") {
    const missing = [];
    for (const name of names.slice(0, 2)) if (!await context.files.stat(join(model, name))) missing.push(name);
    if (missing.length === 0) return model;
    throw new CannotRunError(`Cannot find the model in "${model}": ${missing.join(" and ")} is not there`);
  }
  if (there || !mayBeHubId(model)) {
    throw new CannotRunError(`Cannot find model "${model}": there is no such folder, expected one with ${names[0]}`);
  }
  if (context.stateFolder === undefined) {
    throw new CannotRunError(`Cannot fetch model "${model}": the pipeline keeps no state, expected a folder for it`);
  }
  const folder = join(context.stateFolder, "models", model.replace("/", "--"));
  for (const [i, name] of names.entries()) {
    if (await context.files.stat(join(folder, name))) continue;
    await context.files.makeFolder(folder, true);
    await fetchFile(`${hub}/${model}/resolve/main/${name}`, join(folder, name), i < 2, context);
  }
  return folder;
}

/** What a JSON file of a model holds; undefined where it is not there. */
export async function readJson(folder: string, name: string, { files }: Pick<Context, "files">): Promise<unknown> {
  const path = join(folder, name);
  const size = (await files.stat(path))?.size;
  if (size === undefined) return undefined;
  if (size > MOST_JSON) {
    throw new RangeError(`Cannot read "${path}": it has ${size} bytes, at most ${MOST_JSON} are read`);
  }
  const bytes = await files.read(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new SyntaxError(`Cannot read "${path}": it is no JSON`, { cause });
  }
}

async function fetchFile(url: string, path: string, needed: boolean, context: Context): Promise<void> {
  context.log.info(`fetching ${url}`);
  const answer = await fetch(url, { signal: context.signal });
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel();
    if (!needed && answer.status === 404) return;
    throw new CannotRunError(
      `Cannot fetch "${url}": it answers ${answer.status}; a folder with the model's files will do`,
    );
  }
  const writer = await context.files.create(path);
  try {
    let bytes = 0;
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new CannotRunError(`Cannot fetch "${url}": it has more than ${MOST_BYTES} bytes`);
      await writer.write(chunk);
    }
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
