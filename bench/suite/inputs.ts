/**
 * Inputs that are made once and kept between calls.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileSink, type Generated, generateExport, parseSize } from "../generate_export.ts";
import { zipStream } from "../generate/zip_stream.ts";

/** A generated export. */
export interface ExportInput {
  path: string;
  /** Bytes of JSON (a zip is smaller). */
  bytes: number;
  /** What a reader must find in it. */
  facts: Generated;
}

/** Which export. */
export interface ExportOptions {
  /** @default 1 */
  edition?: 1 | 2;
  /** As a zip with one member. @default false */
  zip?: boolean;
}

/** Inputs in one folder. */
export interface Inputs {
  /** An export of `size` (`"200MB"`), made now unless it is there. */
  chatgptExport(size: string, options?: ExportOptions): Promise<ExportInput>;
  /**
   * Any other file: `make` writes it to the path it is given. It is made anew when one of `sources` (modules, by
   * their path in the tree) has changed.
   */
  file(name: string, sources: string[], make: (path: string) => Promise<void>): Promise<string>;
}

const ROOT = new URL("../../", import.meta.url);
const GENERATOR = [
  "generate_export.ts",
  ...["conversation", "message", "random", "words"].map((n) => `generate/${n}.ts`),
]
  .map((name) => `bench/${name}`);

/** Beside each input, in `<name>.made.json`. */
interface Made {
  /** Hash of the modules that made it. */
  sources: string;
  /** Of the file, in bytes. */
  size: number;
  facts?: Generated;
}

/** Keeps inputs in `folder`, which is made when it is missing. */
export function openInputs(folder: string, say: (line: string) => void): Inputs {
  async function keep(
    name: string,
    modules: string[],
    make: (path: string) => Promise<Generated | void>,
  ): Promise<{ path: string; made: Made }> {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, name);
    const sources = await digestOf(modules);
    const known = await readMade(path);
    if (known?.sources === sources && await sizeOf(path) === known.size) return { path, made: known };
    say(`making ${path}`);
    await removeIfThere(`${path}.made.json`);
    const facts = await make(path) ?? undefined;
    const made: Made = { sources, size: await sizeOf(path) ?? 0, facts };
    await Deno.writeTextFile(`${path}.made.json`, JSON.stringify(made));
    return { path, made };
  }

  return {
    async chatgptExport(size, { edition = 1, zip = false } = {}) {
      const { path, made } = await keep(`export-${size}-${edition}.${zip ? "zip" : "json"}`, GENERATOR, (path) => {
        const file = fileSink(path);
        const out = zip ? zipStream("conversations.json", file, new Date("2026-06-01T00:00:00Z")) : file;
        return generateExport({ size: parseSize(size), edition }, out);
      });
      const facts = made.facts!;
      return { path, bytes: facts.bytes, facts };
    },
    file: async (name, sources, make) => (await keep(name, sources, make)).path,
  };
}

async function digestOf(modules: string[]): Promise<string> {
  const texts = await Promise.all(modules.map((module) => Deno.readFile(new URL(module, ROOT))));
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(await new Blob(texts).arrayBuffer()));
  return new Uint8Array(hash).toHex();
}

async function readMade(path: string): Promise<Made | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${path}.made.json`)) as Made;
  } catch (error) {
    // No file, or one that a stopped suite has left half written.
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await ifThere(async () => (await Deno.stat(path)).size);
}

/** Removes a file or folder, which may be missing. */
export async function removeIfThere(path: string): Promise<void> {
  await ifThere(() => Deno.remove(path, { recursive: true }));
}

async function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A path inside the tree, for commands. */
export function inTree(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}
