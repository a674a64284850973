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
  "./commands/chat_csv.ts": CommandModule;
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
  "../plugins/archive/mod.ts": typeof import("../plugins/archive/mod.ts");
  "../plugins/chat_csv/mod.ts": typeof import("../plugins/chat_csv/mod.ts");
  "../plugins/chatgpt/mod.ts": typeof import("../plugins/chatgpt/mod.ts");
  "../plugins/csv/mod.ts": typeof import("../plugins/csv/mod.ts");
  "../plugins/finetune/mod.ts": typeof import("../plugins/finetune/mod.ts");
  "../plugins/jsonl/mod.ts": typeof import("../plugins/jsonl/mod.ts");
  "../plugins/ledger/mod.ts": typeof import("../plugins/ledger/mod.ts");
  "../plugins/markdown/mod.ts": typeof import("../plugins/markdown/mod.ts");
  "../plugins/memory/mod.ts": typeof import("../plugins/memory/mod.ts");
  "../plugins/sqlite/mod.ts": typeof import("../plugins/sqlite/mod.ts");
  "../plugins/stdout/mod.ts": typeof import("../plugins/stdout/mod.ts");
  "../plugins/transforms/mod.ts": typeof import("../plugins/transforms/mod.ts");
  "../plugins/telegram/mod.ts": typeof import("../plugins/telegram/mod.ts");
}

/** Loads one of them. */
export type Load = <M extends keyof Modules>(module: M) => Promise<Modules[M]>;
