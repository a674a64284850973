/**
 * A Weaviate collection that was named by flags.
 *
 * @module
 */
import { HASHED_MODEL } from "../../core/embedding/hashed.ts";
import type { SearchMode } from "../../core/search.ts";
import { denoHost } from "../../host/deno.ts";
import type { WeaviateStoreOptions } from "../../plugins/weaviate/mod.ts";
import { type Call, UsageError } from "../command.ts";
import { embedDerivation } from "./engine.ts";
import { askedSemantic, KEY, needKey, type Semantic } from "./semantic.ts";
import type { Target } from "./target.ts";

/** The environment variable with the server's key. */
const WEAVIATE_KEY = "WEAVIATE_API_KEY";

/** The names of OpenAI's models, as they are stored. */
const OPENAI_MODEL = /^(text-embedding-[\w-]+)(?:@(\d+))?$/;

/**
 * Opens the collection. What makes the vectors of queries is told from its model, where flags do not say it.
 *
 * @throws {UsageError} when the address or a name cannot be one, or nobody says what made the vectors
 */
export async function openCollection(call: Call, mode: SearchMode): Promise<Target> {
  const { flags, load } = call;
  const { weaviateSearch } = await load("../search/weaviate.ts");
  const { openReader } = await load("../plugins/weaviate/mod.ts");
  const apiKey = Deno.env.get(WEAVIATE_KEY)?.trim() || undefined;
  const given = {
    url: flags.text("weaviate"),
    collection: flags.text("collection"),
    tenant: flags.text("tenant"),
    apiKey,
  };
  const options: WeaviateStoreOptions = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const { clock, random } = denoHost();
  let reader: ReturnType<typeof openReader>;
  try {
    reader = openReader(options, { signal: new AbortController().signal, count() {}, clock, random });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
  let semantic = mode === "text" ? undefined : askedSemantic(flags, undefined);
  if (mode !== "text" && !semantic) semantic = engineOf((await reader.vectors())?.model);
  if (semantic) needKey(semantic);
  const embed = semantic && await embedDerivation(load, semantic);
  return { store: weaviateSearch({ ...options, ...embed && { embed } }), sources: () => Promise.resolve(new Map()) };
}

/** The engine of a model, by the name that vectors are stored under; of a collection without vectors any will do. */
function engineOf(model: string | undefined): Semantic {
  const [, name, dimensions] = OPENAI_MODEL.exec(model ?? "") ?? [];
  if (name) return { engine: "openai", model: name, ...dimensions && { dimensions: Number(dimensions) } };
  if (model === undefined) return { engine: "hashed" };
  const [base, width] = model.split("@");
  if (base === HASHED_MODEL) return { engine: "hashed", ...width && { dimensions: Number(width) } };
  throw new UsageError(
    `Cannot make the query's vector: those of the collection are of "${model}", say by what they were made ` +
      `(--embed-engine, --embed-model; key: ${KEY}), or search by words alone (--text)`,
  );
}
