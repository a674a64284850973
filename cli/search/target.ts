/**
 * What is searched: a folder that was imported into, the stores of a configured pipeline, or a Weaviate collection.
 *
 * @module
 */
import type { MessageRef, Searchable, SearchMode } from "../../core/search.ts";
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { openImport } from "../import/opened.ts";
import { openCollection } from "./collection.ts";
import { openConfigured } from "./configured.ts";
import { sourcesOf } from "./links.ts";
import { openFolder } from "./open.ts";

/** A store to search, and where its conversations came from. */
export interface Target {
  store: Searchable;
  /** Which format or service conversations came from, as far as that can be told. */
  sources(results: readonly Pick<MessageRef, "conversationId">[]): Promise<Map<string, string>>;
}

/**
 * Opens what the flags name; without any the import's folder. Undefined when it was stopped by Ctrl-C.
 *
 * @throws {UsageError} when the flags name two things
 */
export async function openTarget(call: Call, verb: "search" | "ask", mode: SearchMode): Promise<Target | undefined> {
  const { flags } = call;
  const named = (["weaviate", "pipeline", "config", "out"] as const).filter((name) => flags.text(name) !== undefined);
  const places = new Set(named.map((name) => name === "config" ? "pipeline" : name));
  if (places.size > 1) {
    throw new UsageError(
      `Cannot ${verb} two stores at once: give one of ${named.map((name) => `--${name}`).join(", ")}`,
    );
  }
  for (const name of ["collection", "tenant"]) {
    if (flags.text(name) !== undefined && !places.has("weaviate")) {
      throw new UsageError(`Cannot tell what --${name} is of: give the server's address, --weaviate URL`);
    }
  }
  if (places.has("weaviate")) return await openCollection(call, mode);
  if (places.has("pipeline")) return await openConfigured(call, mode);
  const { folder, memory } = await openImport(denoHost().files, verb, flags.text("out"));
  const store = await openFolder(call, folder, memory, mode);
  return store && { store, sources: (results) => sourcesOf(folder.database, results) };
}
