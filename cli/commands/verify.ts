/**
 * `threadloom verify`: the stores, read back.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Verification } from "../../core/engine/options.ts";
import { CannotRunError } from "../../core/errors.ts";
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { collectionOf } from "../collect/kept.ts";
import { verifyCollection } from "../collect/verify.ts";
import { outFlag } from "../import/folder.ts";
import { type Memory, presentInputs } from "../import/memory.ts";
import { openImport } from "../import/opened.ts";
import { importPipeline, outputsPipeline } from "../import/pipelines.ts";
import { inSession, type Session, STOPPED } from "../import/session.ts";
import type { Output } from "../output.ts";
import { isAboutConfig } from "../pipelines/target.ts";
import { sayTo } from "../pipelines/words.ts";
import { verify as verifyWord } from "../script/commands.ts";
import { mergeVerifications, writeVerification } from "../show/verification.ts";

/** Compares the stores with what was committed, and with `--source` with the exports. */
export async function run(call: Call): Promise<number> {
  const { args, flags, load, output } = call;
  const source = flags.on("source");
  if (await isAboutConfig(call, args.length > 0 && !source)) return await sayTo(call, verifyWord, args);
  const collection = await collectionOf(call);
  if (collection) return await verifyCollection(call, collection);
  if (args.length > 0 && !source) {
    throw new UsageError(`Cannot verify against "${args[0]}": exports to compare with go with --source`);
  }
  const { folder, memory } = await openImport(denoHost().files, "verify", flags.text("out"));
  return await inSession(call, folder, async (session) => {
    const { verify } = await load("../mod.ts");
    const named = args.map((arg) => resolve(arg));
    const inputs = !source ? undefined : named.length > 0 ? named : await known(session, memory, output);
    const pipeline = await importPipeline(load, folder, memory, { inputs, host: session.host });
    const found = [await verify(pipeline, { ...session.importOptions(), source })];
    const outputs = await outputsPipeline(load, folder, memory, { empty: !source });
    if (outputs && !session.stopped()) found.push(await verify(outputs, { ...session.outputsOptions(), source }));
    const result = mergeVerifications(found);
    if (output.json) output.data(result);
    else {
      writeVerification(output, result);
      writeNext(output, result, outFlag(folder));
    }
    return session.stopped() ? STOPPED : result.status === "ok" ? 0 : 1;
  });
}

async function known(session: Session, memory: Memory, output: Output): Promise<string[]> {
  const { present, gone } = await presentInputs(session.host.files, memory);
  for (const path of gone) output.warn(`${path} is no longer there and is left out`);
  if (present.length === 0) {
    throw new CannotRunError("Cannot verify against the source: no export that was imported is still there, name one");
  }
  return present;
}

function writeNext({ line }: Output, { differences }: Verification, out: string): void {
  if (differences.some(({ mark }) => mark === "-" || mark === "*")) {
    line(`Next: threadloom import <export> --full${out} writes again what is missing or different`);
  }
  if (differences.some(({ mark }) => mark === "+")) {
    line(
      `Next: threadloom import <export>${out} takes in what the ledger does not know (+), where it is in the export`,
    );
  }
  if (differences.some(({ mark, detail }) => mark === "!" && detail)) {
    line(`Edited files stay as they are; threadloom import <export> --full --overwrite-edited${out} writes them again`);
  }
}
