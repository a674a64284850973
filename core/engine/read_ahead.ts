/**
 * What the thread that reads ahead does: it reads a piece of a source and works out what the stores would hold.
 *
 * @module
 */
import type { Context } from "../context.ts";
import { describe } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Entry } from "../sink.ts";
import type { Shard, ShardModule, Unit } from "../source.ts";
import type { Found, ReadUnit } from "./ahead_unit.ts";
import { ByteBudget } from "./gate.ts";
import { takeKept } from "../kept_bytes.ts";
import { contentOfRecords } from "./content.ts";

/** What it is asked. */
export interface Order {
  shard: Shard;
  /** URLs of the modules that work out entries, one a store. */
  stores: string[];
  /** Where scratch files are made. */
  scratchFolder: string;
  /** Most bytes of units that it has read and that were not yet handled. */
  bytesAhead: number;
}

/** Modules that will be needed, if that is known before; help with the scan; the order; then how many bytes were handled, again and again. */
export type Request = { modules: string[] } | { help: Shard } | { order: Order } | { handled: number };

/** Units, in the order of the reading; without units and without an error: there are no more. */
export interface Answer {
  units?: ReadUnit[];
  /** Memory in which the units' bytes lie: free once they were handled. */
  memory?: ArrayBuffer[];
  /** What to add to the report's metrics. */
  counts?: [name: string, n: number][];
  logs?: { level: "debug" | "info" | "warn"; message: string }[];
  /** What the help came to. */
  helped?: unknown;
  /** Why the reading, or the help, broke off. */
  error?: string;
}

/** Sends an answer; its memory changes threads. */
type SendAnswer = (answer: Answer, memory?: ArrayBuffer[]) => void;

type EntriesOf = (record: unknown) => Entry[];

/** Answers requests, in the context of the thread; `load` imports a module. */
export function reader(
  context: Context,
  load: (module: string) => Promise<unknown>,
  answer: SendAnswer,
): (request: Request) => void {
  let budget: ByteBudget | undefined;
  // Answers come in the order in which they were asked for, whatever loads first.
  let last: Promise<void> = Promise.resolve();
  return (request) => {
    if ("handled" in request) return budget?.give(request.handled);
    if ("modules" in request) {
      // What cannot be loaded is told when it is asked for.
      return void Promise.allSettled(request.modules.map(load));
    }
    const failed = (error: unknown) => answer({ error: describe(error) });
    if ("help" in request) {
      const work = async () => {
        const helped = await help(request.help, context, load);
        answer({ helped }, memoryOf(helped));
      };
      last = last.then(work).catch(failed);
      return;
    }
    const mine = budget = new ByteBudget(request.order.bytesAhead);
    last = last.then(() => read(request.order, mine, context, load, answer)).then(() => answer({}), failed);
  };
}

/** What help came to may name memory that changes threads. */
function memoryOf(helped: unknown): ArrayBuffer[] {
  const transfer = typeof helped === "object" && helped !== null ? (helped as { transfer?: unknown }).transfer : [];
  return Array.isArray(transfer) ? transfer.filter((one) => one instanceof ArrayBuffer) : [];
}

async function help({ module, part }: Shard, context: Context, load: (module: string) => Promise<unknown>) {
  return await (await load(module) as ShardModule<unknown>).help?.(part, context);
}

async function read(
  { shard, stores, scratchFolder, bytesAhead }: Order,
  budget: ByteBudget,
  outer: Context,
  load: (module: string) => Promise<unknown>,
  answer: SendAnswer,
): Promise<void> {
  const { openShard } = await load(shard.module) as ShardModule<unknown>;
  const entriesOf = await Promise.all(
    stores.map(async (module) => (await load(module) as { entries: EntriesOf }).entries),
  );
  let counts = new Map<string, number>();
  let logs: NonNullable<Answer["logs"]> = [];
  const log = (level: "debug" | "info" | "warn") => (message: string) => void logs.push({ level, message });
  const context: Context = {
    ...outer,
    count: (name, n = 1) => void counts.set(name, (counts.get(name) ?? 0) + n),
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
    files: { ...outer.files, scratch: (folder) => outer.files.scratch(folder ?? scratchFolder) },
  };
  takeKept();
  let done: ReadUnit[] = [];
  let bytes = 0;
  const handOver = () => {
    const memory = takeKept();
    answer({ units: done, memory, counts: [...counts], logs }, memory);
    counts = new Map();
    logs = [];
    done = [];
    bytes = 0;
  };
  for await (const { units } of openShard(shard.part, context)) {
    for (const unit of units) {
      // A store commits what comes at once: more of it, less often. What is waited for has to be handed over.
      if (bytes > 0 && bytes + unit.bytes > bytesAhead / 2) handOver();
      await budget.take(unit.bytes);
      done.push(await readUnit(unit, entriesOf));
      bytes += unit.bytes;
    }
  }
  handOver();
}

async function readUnit(unit: Unit<unknown>, entriesOf: EntriesOf[]): Promise<ReadUnit> {
  const { key, version, exportedAt, account, whole, fingerprint, bytes, position } = unit;
  return {
    key,
    version,
    exportedAt,
    account,
    whole,
    fingerprint,
    bytes,
    position,
    found: await findOut(unit, entriesOf),
  };
}

async function findOut(unit: Unit<unknown>, entriesOf: EntriesOf[]): Promise<Found> {
  try {
    const records = await unit.parse();
    const content = contentOfRecords(records, fingerprint);
    if (!Array.isArray(records)) return { drop: records, content };
    return {
      records: records.length,
      content,
      entries: entriesOf.map((entries) => workOut(entries, records, unit.key)),
    };
  } catch (error) {
    return { error: describe(error), raw: unit.raw?.() };
  }
}

function workOut(entries: EntriesOf, records: unknown[], key: string | undefined): Entry[] | { error: string } {
  try {
    const all = records.length === 1 ? entries(records[0]) : records.flatMap((record) => entries(record));
    // Most scopes are the unit's own: what need not be said need not be sent.
    return all.map(({ scope, ...rest }) => scope === undefined || scope === key ? rest : { ...rest, scope });
  } catch (error) {
    return { error: describe(error) };
  }
}
