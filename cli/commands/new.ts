/**
 * `threadloom new`: a plugin or a pipeline to begin with.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { denoHost } from "../../host/deno.ts";
import type { Files } from "../../core/host.ts";
import { type Call, UsageError } from "../command.ts";
import { checkName, factoryName, isKind, type NewKind } from "../new/names.ts";
import { originFor, ROOT } from "../new/origin.ts";
import type { Scaffold, Subject } from "../new/template.ts";
import { writeNew } from "../new/write.ts";
import { entryOf } from "../script/permissions.ts";
import { shellWord } from "../shell.ts";

/** By kind; each is loaded when it is asked for, as commands are. */
const TEMPLATES: { readonly [K in NewKind]: () => Promise<(subject: Subject) => Scaffold> } = {
  source: async () => (await import("../new/source.ts")).sourceScaffold,
  transform: async () => (await import("../new/transform.ts")).transformScaffold,
  sink: async () => (await import("../new/sink.ts")).sinkScaffold,
  store: async () => (await import("../new/store.ts")).storeScaffold,
  pipeline: async () => (await import("../new/pipeline.ts")).pipelineScaffold,
};

/** Writes the files and says what to do with them. */
export async function run({ args: [kind, name], output, host = denoHost() }: Call): Promise<number> {
  if (!isKind(kind)) throw new UsageError(`Cannot create "${kind}": expected ${Object.keys(TEMPLATES).join(", ")}`);
  checkName(name);
  const folder = Deno.cwd();
  const origin = originFor(folder);
  const flags = await hasPackages(host.files, folder) ? " --node-modules-dir=none" : "";
  const subject: Subject = {
    name,
    factory: factoryName(name, kind),
    origin,
    command: commandHere(flags),
    flags,
  };
  const { code, test, readme, use } = (await TEMPLATES[kind]())(subject);
  const files = new Map([[`${name}.ts`, code], [`${name}_test.ts`, test], [`${name}.md`, readme]]);
  await writeNew(folder, files);

  const written = [...files.keys()];
  const next = [
    `deno test -A${flags} ${name}_test.ts`,
    ...kind === "pipeline" ? use : [`${subject.command} plugins ./${name}.ts`],
  ];
  const config = kind === "pipeline" ? undefined : use.join("\n");
  if (output.json) output.data({ kind, name, factory: subject.factory, files: written, next, config });
  else {
    output.line(`Wrote ${written.slice(0, -1).join(", ")} and ${written.at(-1)}`);
    output.line("Next:");
    for (const line of next) output.line(`  ${line}`);
    if (config !== undefined) {
      output.line("In threadloom.yaml:");
      for (const line of use) output.line(`  ${line}`);
      output.line("and then:");
      output.line(`  ${subject.command} run`);
    }
  }
  if (origin.published) {
    output.note(
      `This program is one file, which tests cannot import: the new files import ${
        origin.specifier(".")
      }, which deno ` +
        "fetches. The program itself takes its own copy for it.",
    );
  }
  return 0;
}

/** How the command is started. A checkout has a config of its own, which says where its packages are. */
function commandHere(flags: string): string {
  if (Deno.build.standalone) return "threadloom";
  const entry = shellWord(entryOf(new URL("cli/mod.ts", ROOT).href));
  return `deno run -A${ROOT.protocol === "file:" ? "" : flags} ${entry}`;
}

/** Whether a `package.json` lies here or above: packages are then looked for in `node_modules`, where ours are not. */
async function hasPackages(files: Files, folder: string): Promise<boolean> {
  for (let at = folder;; at = dirname(at)) {
    if (await files.stat(join(at, "package.json")) !== undefined) return true;
    if (dirname(at) === at) return false;
  }
}
