/**
 * The entry for compiling or bundling the command: the same as `mod.ts`, with every module named, so that the
 * compiler sees them all.
 *
 * @module
 */
import { main } from "./main.ts";
import type { Load, Modules } from "./modules.ts";

const MODULES: { readonly [M in keyof Modules]: () => Promise<Modules[M]> } = {
  "./commands/apply.ts": () => import("./commands/apply.ts"),
  "./commands/chat_csv.ts": () => import("./commands/chat_csv.ts"),
  "./commands/completion.ts": () => import("./commands/completion.ts"),
  "./commands/dead_letters.ts": () => import("./commands/dead_letters.ts"),
  "./commands/doctor.ts": () => import("./commands/doctor.ts"),
  "./commands/forget.ts": () => import("./commands/forget.ts"),
  "./commands/import.ts": () => import("./commands/import.ts"),
  "./commands/inspect.ts": () => import("./commands/inspect.ts"),
  "./commands/plugins.ts": () => import("./commands/plugins.ts"),
  "./commands/search.ts": () => import("./commands/search.ts"),
  "./commands/status.ts": () => import("./commands/status.ts"),
  "./commands/verify.ts": () => import("./commands/verify.ts"),
  "../mod.ts": () => import("../mod.ts"),
  "../plugins/chat_csv/mod.ts": () => import("../plugins/chat_csv/mod.ts"),
  "../plugins/chatgpt/mod.ts": () => import("../plugins/chatgpt/mod.ts"),
  "../plugins/jsonl/mod.ts": () => import("../plugins/jsonl/mod.ts"),
  "../plugins/ledger/mod.ts": () => import("../plugins/ledger/mod.ts"),
  "../plugins/markdown/mod.ts": () => import("../plugins/markdown/mod.ts"),
  "../plugins/memory/mod.ts": () => import("../plugins/memory/mod.ts"),
  "../plugins/sqlite/mod.ts": () => import("../plugins/sqlite/mod.ts"),
};

/** What plugins load by a name that the compiler does not see: named here, so that it is in the binary. */
export const LAZY: readonly (() => Promise<unknown>)[] = [() => import("../plugins/chat_csv/parquet.ts")];

const load: Load = (module) => MODULES[module]();

if (import.meta.main) Deno.exit(await main(Deno.args, load));
