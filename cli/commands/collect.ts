/**
 * `threadloom collect`: conversations from NocoDB to MongoDB, Parquet and report pages.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { readVariables } from "../collect/environment.ts";
import { collectHost } from "../collect/host.ts";
import { collect } from "../collect/run.ts";
import { type CollectSettings, readSettings } from "../collect/settings.ts";
import { readState } from "../collect/state_file.ts";
import { writeCollected } from "../collect/summary.ts";
import type { Flags } from "../flags.ts";
import { maxDeleteOf } from "../max_delete.ts";
import { exitCode, interruptible } from "../session.ts";

/** Collects. */
export async function run(call: Call): Promise<number> {
  const { flags, load, output } = call;
  if (flags.on("mirror") && !flags.on("full")) {
    throw new UsageError("Cannot mirror what is only read in part: --mirror goes with --full");
  }
  const variables = await readVariables((call.host ?? denoHost()).files);
  const wanted = readSettings(flags, variables);
  const host = call.host ?? collectHost(variables, wanted.s3, wanted.maxWorkers !== 1);
  const settings = flags.on("resume") ? await resumed(call, wanted) : wanted;
  return await interruptible(output, host, async (session) => {
    const report = await collect({ load, host, session, settings, options: runOptions(flags) });
    if (output.json) output.data(report);
    else writeCollected(output, report, settings);
    return exitCode(report, session);
  });

  async function resumed({ flags }: Call, settings: CollectSettings): Promise<CollectSettings> {
    const state = await readState(host, settings.stateFile);
    if (!state || state.status === "ok") {
      output.note(state ? "The last collection came to its end: this is a new one." : "There is nothing to resume.");
      return settings;
    }
    for (const [name, flag] of FLAGS) {
      const given = flags.text(flag);
      if (given === undefined || given === state.selected[name]) continue;
      throw new UsageError(
        `Cannot resume with --${flag} ${given}: the collection was begun with ` +
          `${state.selected[name] ?? `no --${flag}`}, leave it out or leave out --resume`,
      );
    }
    output.note(`Going on with the collection of ${state.startedAt}, which ended in its stage "${state.stage}".`);
    return { ...settings, selected: state.selected };
  }
}

const FLAGS = [["startDate", "start-date"], ["endDate", "end-date"], ["appId", "app-id"]] as const;

function runOptions(flags: Flags) {
  return {
    full: flags.on("full"),
    mirror: flags.on("mirror"),
    maxDelete: maxDeleteOf(flags.text("max-delete")),
    maxDeadLetters: flags.number("max-dead-letters"),
  };
}
