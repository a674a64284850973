/**
 * The doors of the engine: what `mod.ts` offers, with host and ledger passed in.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { CannotRunError } from "../errors.ts";
import type { Host } from "../host.ts";
import { canonical } from "../fingerprint.ts";
import type { Ledger } from "../ledger.ts";
import { type Made, type OptionRole, PLUGIN } from "../plugin.ts";
import type { DeadLetter, Report } from "../report.ts";
import { applyPlan } from "./apply.ts";
import { forgetUnits } from "./forget.ts";
import type { Plan, RunOptions, Verification } from "./options.ts";
import { takeApart } from "./paths.ts";
import { execute, makePlan } from "./run.ts";
import type { Settings } from "./state.ts";
import { verifyStores } from "./verify.ts";

/** What is remembered of a pipeline. */
export interface Status {
  pipeline: string;
  sinks: { [name: string]: { units: number; entries: number } };
  deadLetters: number;
  /** The latest first. */
  reports: Report[];
}

/** All doors, for one host and one way to get a ledger. */
export interface Engine {
  run(pipeline: Pipeline, options?: RunOptions): Promise<Report>;
  plan(pipeline: Pipeline, options?: RunOptions): Promise<Plan>;
  apply(pipeline: Pipeline, plan: Plan, options?: RunOptions): Promise<Report>;
  verify(pipeline: Pipeline, options?: RunOptions & { source?: boolean }): Promise<Verification>;
  forget(
    pipeline: Pipeline,
    keys: string[],
    options?: RunOptions & { undo?: boolean },
  ): Promise<{ units: number; entries: number }>;
  replay(pipeline: Pipeline, options?: RunOptions): Promise<Report>;
  deadLetters(options?: RunOptions): Promise<DeadLetter[]>;
  status(options?: RunOptions): Promise<Status>;
}

type Full<O> = O & Settings & { ledger: Ledger };

/** The engine on a machine. `ledgerOf` is asked only when the options name no ledger. */
export function makeEngine(hostOf: () => Host, ledgerOf: () => Promise<Ledger>): Engine {
  const unnamed = new Map<unknown, string>();
  const settle = async <O extends RunOptions>(options: O | undefined, pipeline?: Pipeline): Promise<Full<O>> => {
    checkOptions(options ?? {});
    const host = options?.host ?? hostOf();
    const name = options?.name ?? host.program();
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name)) {
      throw new CannotRunError(`Cannot use "${name}" as a pipeline's name: expected letters, digits, spaces, . _ -`);
    }
    if (pipeline && options?.name === undefined) {
      // What one has committed must not count for the other.
      const place = options?.ledger ?? options?.stateFolder ?? name;
      const shape = shapeOf(pipeline);
      if ((unnamed.get(place) ?? shape) !== shape) {
        throw new CannotRunError(
          `Cannot run a second pipeline without a name: "${name}" is another one's already, give each its own (option "name")`,
        );
      }
      unnamed.set(place, shape);
    }
    const stateFolder = options?.stateFolder ?? `${host.home()}/.threadloom/${name}`;
    const ledger = options?.ledger ?? await ledgerOf();
    return { ...options, host, name, stateFolder, ledger } as Full<O>;
  };
  const letters = async (settings: Settings & { ledger: Ledger }): Promise<DeadLetter[]> => {
    return await reading(settings, async (ledger) => {
      const all: DeadLetter[] = [];
      for await (const letter of ledger.deadLetters()) all.push(letter);
      return all;
    }) ?? [];
  };
  return {
    run: async (pipeline, options) => await execute(pipeline, await settle(options, pipeline)),
    plan: async (pipeline, options) => await makePlan(pipeline, await settle(options, pipeline)),
    apply: async (pipeline, plan, options) => await applyPlan(pipeline, plan, await settle(options, pipeline)),
    verify: async (pipeline, options) => await verifyStores(pipeline, await settle(options, pipeline)),
    forget: async (pipeline, keys, options) => await forgetUnits(pipeline, keys, await settle(options, pipeline)),
    replay: async (pipeline, options) => {
      const settings = { ...await settle(options, pipeline), fromStart: true };
      const all = await letters(settings);
      // What died before its key was known can only be found by reading everything; and what is made of everything
      // cannot be made of some units.
      const { leaves } = takeApart(pipeline);
      const needsAll = leaves.some(({ sink, across }) => sink.kind === "file" || across);
      if (needsAll || all.some((letter) => !letter.keyed)) return await execute(pipeline, settings);
      const keys = new Set(all.map((letter) => letter.unit));
      return await execute(pipeline, { ...settings, only: (key) => keys.has(key) });
    },
    deadLetters: async (options) => await letters(await settle(options)),
    status: async (options) => {
      const settings = await settle(options);
      const known = await reading(settings, async (ledger) => {
        const sinks: Status["sinks"] = {};
        for (const name of await ledger.sinks()) sinks[name] = await ledger.size(name);
        return { sinks, reports: await ledger.reports(10) };
      });
      const deadLetters = (await letters(settings)).length;
      return { pipeline: settings.name, deadLetters, sinks: {}, reports: [], ...known };
    },
  };
}

function checkOptions({ limit, maxBytesInFlight, maxDeadLetters }: RunOptions): void {
  for (const [name, value] of Object.entries({ limit, maxDeadLetters })) {
    if (value !== undefined && !(value >= 0)) {
      throw new CannotRunError(`Cannot use ${value} as ${name}: expected a number of 0 or more`);
    }
  }
  if (maxBytesInFlight !== undefined && !(maxBytesInFlight > 0)) {
    throw new CannotRunError(`Cannot use ${maxBytesInFlight} as maxBytesInFlight: expected more than 0 bytes`);
  }
}

/** What tells two pipelines of one program apart: their source and their sinks. */
function shapeOf(pipeline: Pipeline): string {
  const { leaves } = takeApart(pipeline);
  const plugins = [pipeline.source, ...leaves.map((leaf) => leaf.sink)];
  return canonical([
    leaves.map((leaf) => leaf.name),
    plugins.map((plugin) => plugin[PLUGIN]).map((
      { declaration, options },
    ) => [declaration.name, places(declaration, options)]),
  ]);
}

/** Options that say where something is; `units` of a memory and the like are no places. */
function places({ roles }: { roles?: { readonly [option: string]: OptionRole } }, options: Made["options"]): unknown[] {
  return Object.entries(options ?? {}).filter(([name, value]) =>
    roles?.[name] === "location" && typeof value === "string"
  );
}

async function reading<T>(
  { ledger, host, name: pipeline, stateFolder: folder }: Settings & { ledger: Ledger },
  read: (opened: NonNullable<Awaited<ReturnType<Ledger["open"]>>>) => Promise<T>,
): Promise<T | undefined> {
  const opened = await ledger.open(host, { pipeline, folder, run: "", readOnly: true });
  if (!opened) return undefined;
  try {
    return await read(opened);
  } finally {
    await opened.close();
  }
}
