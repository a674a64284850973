/**
 * Plans of faults, and when each strikes.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { transient } from "../../core/errors.ts";
import { digest } from "../../core/fingerprint.ts";
import { type Made, PLUGIN, type PluginBase } from "../../core/plugin.ts";

/** What goes wrong; the README has a table. */
export type FaultKind =
  | "transient"
  | "terminal"
  | "slow"
  | "partial"
  | "refuse"
  | "after commit"
  | "cut"
  | "abort"
  | "loss";

/** The method that is struck. */
export type FaultPlace = "open" | "read" | "parse" | "list" | "write" | "commit" | "finish" | "apply" | "derive";

/** One thing that goes wrong. */
export interface Fault {
  kind: FaultKind;
  /** The method it strikes. Default: what most calls go to (`read`, `write`, `apply`), for `after commit` of a file sink `commit`. */
  at?: FaultPlace;
  /** Only these: units by key, entries by key, records by id. Default: all. */
  keys?: string[];
  /** How many calls it lets pass first: batches at `read`, but units for `cut`, `abort` and `loss`; entries for `partial` and `refuse`. @default 0 */
  after?: number;
  /** How often it strikes: over all runs of the wrapper's life, or for each of the `keys`. @default 1; Infinity with `keys`, with `chance` and for `slow` */
  times?: number;
  /** Share of the calls that it strikes, chosen by the plan's seed. @default 1 */
  chance?: number;
  /** How long `slow` waits; milliseconds of the context's clock. @default 1000 */
  ms?: number;
  /** What a `transient` or `partial` error says of the wait before the next try; milliseconds. */
  retryAfterMs?: number;
}

/** All that goes wrong, and the seed by which. */
export interface ChaosPlan {
  faults: Fault[];
  /** @default 1 */
  seed?: number;
  /** What `abort` aborts: give its signal to the run. */
  controller?: AbortController;
}

/** One strike: assert on these, so that a test cannot pass because nothing went wrong. */
export interface Struck {
  kind: FaultKind;
  at: FaultPlace;
  /** What was struck: the key of a unit, entry or record, where there is one. */
  key?: string;
}

/** A plan at work. */
export interface Strikes {
  readonly struck: Struck[];
  /** Waits, aborts or throws if the plan says so for this call. */
  strike(at: FaultPlace, context: Context, key?: string): Promise<void>;
  /** Aborts the run if the plan says so for this call. */
  abort(at: FaultPlace, key?: string): void;
  /** The next fault of one of these kinds that strikes this call, if any: what it does is up to the caller. */
  due(at: FaultPlace, kinds: FaultKind[], key?: string): Fault | undefined;
  /** The error of a fault. */
  error(fault: Fault, at: FaultPlace, key?: string): Error;
}

const KINDS: { readonly [kind in FaultKind]: readonly FaultPlace[] } = {
  transient: ["open", "read", "parse", "list", "write", "commit", "finish", "apply", "derive"],
  terminal: ["open", "read", "parse", "list", "write", "commit", "finish", "apply", "derive"],
  slow: ["open", "read", "parse", "list", "write", "commit", "finish", "apply", "derive"],
  partial: ["write"],
  refuse: ["write"],
  "after commit": ["write", "commit", "finish", "derive"],
  cut: ["read", "list"],
  abort: ["read", "parse", "list", "write", "commit", "finish", "apply", "derive"],
  loss: ["read"],
};

const LASTING: ReadonlySet<FaultKind> = new Set(["terminal", "refuse", "loss"]);

/**
 * Sets a plan to work for a wrapper with these methods.
 *
 * @throws {TypeError} naming every mistake in the plan
 */
export function strikesOf(plan: ChaosPlan, wrapper: string, places: FaultPlace[], usual: FaultPlace): Strikes {
  const { faults, seed } = check(plan, wrapper, places, usual);
  const counts = faults.map(() => ({
    calls: 0,
    struck: 0,
    tries: new Map<string, number>(),
    struckKeys: new Map<string, number>(),
  }));
  const struck: Struck[] = [];

  function strikes(index: number, key: string | undefined): boolean {
    const { kind, after, times, chance, keys } = faults[index];
    const count = counts[index];
    if (keys !== undefined && (key === undefined || !keys.includes(key))) return false;
    const call = count.calls++;
    const tries = key === undefined ? call : count.tries.get(key) ?? 0;
    if (key !== undefined && chance < 1) count.tries.set(key, tries + 1);
    const done = keys === undefined ? count.struck : count.struckKeys.get(key ?? "") ?? 0;
    if (call < after || done >= times) return false;
    // What fails for good fails at every try; what passes is drawn anew.
    const draw = key !== undefined && LASTING.has(kind) ? 0 : tries;
    if (chance < 1 && chanceOf(seed, index, key ?? "", draw) >= chance) return false;
    count.struck++;
    if (keys !== undefined) count.struckKeys.set(key ?? "", done + 1);
    return true;
  }

  function due(at: FaultPlace, kinds: FaultKind[], key?: string): Fault | undefined {
    const fault = faults.find((one, i) => one.at === at && kinds.includes(one.kind) && strikes(i, key));
    if (fault) struck.push(key === undefined ? { kind: fault.kind, at } : { kind: fault.kind, at, key });
    return fault;
  }

  function error(fault: Fault, at: FaultPlace, key?: string): Error {
    const what = key === undefined ? "" : ` "${key}"`;
    const said = new Error(`Cannot ${at}${what}: chaos said so (${fault.kind})`);
    return ["transient", "partial", "after commit"].includes(fault.kind) ? transient(said, fault.retryAfterMs) : said;
  }

  function abort(at: FaultPlace, key?: string): void {
    if (due(at, ["abort"], key)) plan.controller?.abort(new DOMException("Chaos aborted the run", "AbortError"));
  }

  return {
    struck,
    due,
    abort,
    error,
    async strike(at, context, key) {
      const slow = due(at, ["slow"], key);
      if (slow) await context.clock.sleep(slow.ms ?? 1000, context.signal);
      // A source counts units, not batches: it asks for itself.
      if (at !== "read") abort(at, key);
      context.signal.throwIfAborted();
      const fault = due(at, ["transient", "terminal"], key);
      if (fault) throw error(fault, at, key);
    },
  };
}

/** A number from 0 up to 1, the same for the same seed, fault, key and try: the order of calls plays no part. */
function chanceOf(seed: number, ...about: (string | number)[]): number {
  return parseInt(digest(JSON.stringify([seed, ...about])).slice(0, 12), 16) / 2 ** 48;
}

type Settled = Fault & { at: FaultPlace; after: number; times: number; chance: number };

function check(
  plan: ChaosPlan,
  name: string,
  places: FaultPlace[],
  usual: FaultPlace,
): { faults: Settled[]; seed: number } {
  const count = z.number().min(0);
  const fault = z.strictObject({
    kind: z.enum(Object.keys(KINDS) as FaultKind[]),
    at: z.enum(places).optional(),
    keys: z.array(z.string()).optional(),
    after: z.int().min(0).default(0),
    times: z.union([z.int().min(1), z.literal(Infinity)]).optional(),
    chance: count.max(1).default(1),
    ms: count.optional(),
    retryAfterMs: count.optional(),
  });
  const schema = z.strictObject({
    faults: z.array(fault),
    seed: z.number().default(1),
    controller: z.instanceof(AbortController).optional(),
  });
  const result = schema.safeParse(plan);
  if (!result.success) {
    const mistakes = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new TypeError(`Cannot create ${name}: ${mistakes.join("; ")}`);
  }
  const faults = result.data.faults.map((one): Settled => ({
    ...one,
    at: one.at ?? (one.kind === "after commit" && places.includes("commit") ? "commit" : usual),
    times: one.times ?? (one.keys || one.chance < 1 || one.kind === "slow" ? Infinity : 1),
  }));
  const mistakes = faults.flatMap(({ kind, at }, i) => {
    if (kind === "abort" && plan.controller === undefined) return [`faults.${i}: abort needs the plan's controller`];
    const fits = KINDS[kind].filter((place) => places.includes(place));
    if (fits.includes(at)) return [];
    return [
      `faults.${i}: ${kind} cannot strike at ${at}, expected one of: ${fits.join(", ") || "none in this wrapper"}`,
    ];
  });
  if (mistakes.length > 0) throw new TypeError(`Cannot create ${name}: ${mistakes.join("; ")}`);
  return { faults, seed: result.data.seed };
}

/**
 * The stamp of a wrapper: name, options, roles and behaviour of what is inside. A path has the same definition with
 * and without chaos: what a run under chaos has committed counts in a run without.
 */
export function stampOf({ [PLUGIN]: { declaration, options } }: PluginBase): Made {
  return { declaration: { ...declaration, summary: `${declaration.summary} Fails as told.` }, options };
}
