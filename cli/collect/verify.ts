/**
 * `threadloom verify` of a folder that was collected into.
 *
 * @module
 */
import type { Verification } from "../../core/engine/options.ts";
import { type Call, UsageError } from "../command.ts";
import { interruptible, STOPPED } from "../session.ts";
import { shellWord } from "../shell.ts";
import { mergeVerifications, writeVerification } from "../show/verification.ts";
import { type Collection, keptOf } from "./kept.ts";
import { pipelineOf } from "./pipelines.ts";

/** Compares all stores and files with what was committed; with `--source` also with NocoDB and the database. */
export async function verifyCollection(call: Call, collection: Collection): Promise<number> {
  const { args, flags, load, output } = call;
  if (args.length > 0) {
    throw new UsageError(`Cannot verify against "${args[0]}": a collection is compared with NocoDB itself (--source)`);
  }
  const source = flags.on("source");
  const { host, settings, stages } = await keptOf(call, collection, "verify", { source });
  const { verify } = await load("../mod.ts");
  return await interruptible(output, host, async (session) => {
    const found: Verification[] = [];
    for (const { stage, options } of stages) {
      const pipeline = await pipelineOf(stage, load, settings);
      if (!pipeline || session.stopped()) continue;
      found.push(await verify(pipeline, { ...session.common, ...options, mirror: stage !== "collect", source }));
    }
    if (session.stopped()) return STOPPED;
    const result = mergeVerifications(found);
    if (output.json) output.data(result);
    else {
      writeVerification(output, result);
      if (result.status !== "ok") {
        const where = `--out ${shellWord(collection.root)}`;
        output.line(`Next: threadloom collect --full ${where} compares everything, and writes what differs`);
      }
    }
    return result.status === "ok" ? 0 : 1;
  });
}
