/**
 * The modules that are loaded when they are needed, by their path relative to `cli/`.
 *
 * @module
 */
import type { Run } from "./command.ts";

/** The module of a command. */
export interface CommandModule {
  readonly run: Run;
}

/** Types of the modules; types alone load nothing. */
export interface Modules {
  "./commands/apply.ts": CommandModule;
  "./commands/ask.ts": CommandModule;
  "./commands/chat_csv.ts": CommandModule;
  "./commands/collect.ts": CommandModule;
  "./commands/compile.ts": CommandModule;
  "./commands/completion.ts": CommandModule;
  "./commands/dead_letters.ts": CommandModule;
  "./commands/doctor.ts": CommandModule;
  "./commands/finetune.ts": CommandModule;
  "./commands/forget.ts": CommandModule;
  "./commands/import.ts": CommandModule;
  "./commands/inspect.ts": CommandModule;
  "./commands/new.ts": CommandModule;
  "./commands/permissions.ts": CommandModule;
  "./commands/plan.ts": CommandModule;
  "./commands/plugins.ts": CommandModule;
  "./commands/rematch_media.ts": CommandModule;
  "./commands/run.ts": CommandModule;
  "./commands/schema.ts": CommandModule;
  "./commands/search.ts": CommandModule;
  "./commands/serve.ts": CommandModule;
  "./commands/status.ts": CommandModule;
  "./commands/verify.ts": CommandModule;
  "../mod.ts": typeof import("../mod.ts");
  "../plugins/analytics/mod.ts": typeof import("../plugins/analytics/mod.ts");
  "../plugins/archive/mod.ts": typeof import("../plugins/archive/mod.ts");
  "../plugins/chat_csv/mod.ts": typeof import("../plugins/chat_csv/mod.ts");
  "../plugins/chatgpt/mod.ts": typeof import("../plugins/chatgpt/mod.ts");
  "../plugins/csv/mod.ts": typeof import("../plugins/csv/mod.ts");
  "../plugins/dynamodb/mod.ts": typeof import("../plugins/dynamodb/mod.ts");
  "../plugins/embed/mod.ts": typeof import("../plugins/embed/mod.ts");
  "../plugins/finetune/mod.ts": typeof import("../plugins/finetune/mod.ts");
  "../plugins/jsonl/mod.ts": typeof import("../plugins/jsonl/mod.ts");
  "../plugins/ledger/mod.ts": typeof import("../plugins/ledger/mod.ts");
  "../plugins/markdown/mod.ts": typeof import("../plugins/markdown/mod.ts");
  "../plugins/memory/mod.ts": typeof import("../plugins/memory/mod.ts");
  "../plugins/mongodb/mod.ts": typeof import("../plugins/mongodb/mod.ts");
  "../plugins/nocodb/mod.ts": typeof import("../plugins/nocodb/mod.ts");
  "../plugins/parquet/mod.ts": typeof import("../plugins/parquet/mod.ts");
  "../plugins/s3/mod.ts": typeof import("../plugins/s3/mod.ts");
  "../plugins/sqlite/mod.ts": typeof import("../plugins/sqlite/mod.ts");
  "../plugins/stdout/mod.ts": typeof import("../plugins/stdout/mod.ts");
  "../plugins/transforms/mod.ts": typeof import("../plugins/transforms/mod.ts");
  "../plugins/vectors/mod.ts": typeof import("../plugins/vectors/mod.ts");
  "../search/mod.ts": typeof import("../search/mod.ts");
  "../search/weaviate.ts": typeof import("../search/weaviate.ts");
  "../plugins/telegram/mod.ts": typeof import("../plugins/telegram/mod.ts");
  "../plugins/weaviate/mod.ts": typeof import("../plugins/weaviate/mod.ts");
}

/** Loads one of them. */
export type Load = <M extends keyof Modules>(module: M) => Promise<Modules[M]>;
