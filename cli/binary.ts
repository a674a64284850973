/**
 * The entry for compiling or bundling the command: the same as `mod.ts`, with every module named, so that the
 * compiler sees them all. They are loaded when they are needed, as everywhere.
 *
 * @module
 */
import { main } from "./main.ts";
import type { Load, Modules } from "./modules.ts";

const MODULES: { readonly [M in keyof Modules]: () => Promise<Modules[M]> } = {
  "./commands/apply.ts": () => import("./commands/apply.ts"),
  "./commands/ask.ts": () => import("./commands/ask.ts"),
  "./commands/chat_csv.ts": () => import("./commands/chat_csv.ts"),
  "./commands/collect.ts": () => import("./commands/collect.ts"),
  "./commands/compile.ts": () => import("./commands/compile.ts"),
  "./commands/completion.ts": () => import("./commands/completion.ts"),
  "./commands/dead_letters.ts": () => import("./commands/dead_letters.ts"),
  "./commands/doctor.ts": () => import("./commands/doctor.ts"),
  "./commands/finetune.ts": () => import("./commands/finetune.ts"),
  "./commands/forget.ts": () => import("./commands/forget.ts"),
  "./commands/import.ts": () => import("./commands/import.ts"),
  "./commands/inspect.ts": () => import("./commands/inspect.ts"),
  "./commands/new.ts": () => import("./commands/new.ts"),
  "./commands/permissions.ts": () => import("./commands/permissions.ts"),
  "./commands/plan.ts": () => import("./commands/plan.ts"),
  "./commands/plugins.ts": () => import("./commands/plugins.ts"),
  "./commands/rematch_media.ts": () => import("./commands/rematch_media.ts"),
  "./commands/run.ts": () => import("./commands/run.ts"),
  "./commands/schema.ts": () => import("./commands/schema.ts"),
  "./commands/search.ts": () => import("./commands/search.ts"),
  "./commands/serve.ts": () => import("./commands/serve.ts"),
  "./commands/status.ts": () => import("./commands/status.ts"),
  "./commands/verify.ts": () => import("./commands/verify.ts"),
  "../mod.ts": () => import("../mod.ts"),
  "../plugins/analytics/mod.ts": () => import("../plugins/analytics/mod.ts"),
  "../plugins/archive/mod.ts": () => import("../plugins/archive/mod.ts"),
  "../plugins/chat_csv/mod.ts": () => import("../plugins/chat_csv/mod.ts"),
  "../plugins/chatgpt/mod.ts": () => import("../plugins/chatgpt/mod.ts"),
  "../plugins/csv/mod.ts": () => import("../plugins/csv/mod.ts"),
  "../plugins/dynamodb/mod.ts": () => import("../plugins/dynamodb/mod.ts"),
  "../plugins/embed/mod.ts": () => import("../plugins/embed/mod.ts"),
  "../plugins/finetune/mod.ts": () => import("../plugins/finetune/mod.ts"),
  "../plugins/jsonl/mod.ts": () => import("../plugins/jsonl/mod.ts"),
  "../plugins/ledger/mod.ts": () => import("../plugins/ledger/mod.ts"),
  "../plugins/markdown/mod.ts": () => import("../plugins/markdown/mod.ts"),
  "../plugins/memory/mod.ts": () => import("../plugins/memory/mod.ts"),
  "../plugins/mongodb/mod.ts": () => import("../plugins/mongodb/mod.ts"),
  "../plugins/nocodb/mod.ts": () => import("../plugins/nocodb/mod.ts"),
  "../plugins/parquet/mod.ts": () => import("../plugins/parquet/mod.ts"),
  "../plugins/s3/mod.ts": () => import("../plugins/s3/mod.ts"),
  "../plugins/sqlite/mod.ts": () => import("../plugins/sqlite/mod.ts"),
  "../plugins/stdout/mod.ts": () => import("../plugins/stdout/mod.ts"),
  "../plugins/transforms/mod.ts": () => import("../plugins/transforms/mod.ts"),
  "../plugins/vectors/mod.ts": () => import("../plugins/vectors/mod.ts"),
  "../search/mod.ts": () => import("../search/mod.ts"),
  "../search/weaviate.ts": () => import("../search/weaviate.ts"),
  "../plugins/telegram/mod.ts": () => import("../plugins/telegram/mod.ts"),
  "../plugins/weaviate/mod.ts": () => import("../plugins/weaviate/mod.ts"),
};

/**
 * What is imported by a specifier that the compiler cannot see: the loader of users' modules, what a worker starts
 * with, and plugins that only users' modules import.
 */
export const UNSEEN: readonly (() => Promise<unknown>)[] = [
  () => import("./user_module/load.ts"),
  () => import("../host/worker_main.ts"),
  () => import("../host/read_ahead_main.ts"),
  () => import("./finetune/thread.ts"),
  () => import("../deps/yaml.ts"),
  () => import("../plugins/chaos/mod.ts"),
  () => import("../plugins/chat_csv/parquet.ts"),
  () => import("../plugins/parquet/table_file.ts"),
];

const load: Load = (module) => MODULES[module]();

if (import.meta.main) Deno.exit(await main(Deno.args, load));
