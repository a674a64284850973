/**
 * `embed`: a vector for every message.
 *
 * @module
 */
import { definePlugin, type Permissions, type PluginFactory } from "../../core/plugin.ts";
import { type EmbedDerivation, embedDerivation } from "./derivation.ts";
import type { Engine } from "./engine.ts";
import { hashedEngine } from "./local/hashed.ts";
import { hubHosts, mayBeHubId } from "./local/model_folder.ts";
import { staticEngine } from "./local/static.ts";
import { transformersEngine } from "./local/transformers.ts";
import { DEFAULT_URL, type EmbedOptions, type EmbedSettings, schema } from "./options.ts";
import { hostOf } from "./openai/address.ts";
import { openaiEngine } from "./openai/engine.ts";

const ENGINES: { readonly [E in EmbedSettings["engine"]]: (settings: EmbedSettings) => Engine } = {
  openai: openaiEngine,
  static: staticEngine,
  transformers: transformersEngine,
  hashed: hashedEngine,
};

/**
 * A derivation that gives messages a vector each, as `derived.embedding` (an `Embedding`): of conversations those of the
 * canonical thread and of branches, hidden ones by option; or a message that is a record itself. Messages without text
 * have none.
 *
 * It runs after the diff, so only what is new or changed is embedded; equal texts of a run are embedded once; what a store
 * or the cache holds is not embedded again.
 */
export const embed: PluginFactory<EmbedOptions, EmbedSettings, EmbedDerivation> = definePlugin({
  name: "embed",
  kind: "derivation",
  summary: "Gives every message a vector: by OpenAI or a compatible server, by a local model, or by hashed words.",
  accepts: ["conversation", "message"],
  options: schema,
  roles: {
    baseUrl: "location",
    apiKey: "secret",
    maxBatchTokens: "tuning",
    maxBatchSize: "tuning",
    concurrency: "tuning",
    attempts: "tuning",
    timeoutMs: "tuning",
    cache: "location",
    device: "tuning",
  },
  permissions: permissionsFor,
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { embed } from "@threadloom/threadloom/embed";
import { jsonlSink } from "@threadloom/threadloom/jsonl";

await run(
  from(chatgptSource({ path: "export.zip" }))
    .through(embed({ engine: "hashed" }))
    .to(jsonlSink({ path: "vectors.jsonl" })),
);`,
  create: (settings: EmbedSettings): EmbedDerivation => embedDerivation(settings, engineFor(settings)),
});

/** The engine that options name. */
export function engineFor(settings: EmbedSettings): Engine {
  return ENGINES[settings.engine](settings);
}

function permissionsFor({ engine, model, baseUrl = DEFAULT_URL, cache }: EmbedSettings): Permissions {
  const kept = typeof cache === "string" ? [folderOf(cache)] : [];
  switch (engine) {
    case "openai":
      return { read: kept, write: kept, net: [hostOf(baseUrl)] };
    case "static":
      return { read: model === undefined ? [] : [model], net: model && mayBeHubId(model) ? hubHosts() : [] };
    case "transformers":
      return { read: [...kept, ...(model === undefined ? [] : [model])], write: kept };
    default:
      return {};
  }
}

/** SQLite makes files beside its own. */
function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end < 0 ? "." : path.slice(0, end) || "/";
}
