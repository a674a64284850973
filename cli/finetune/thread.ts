/**
 * What the threads of `finetune` do: they read chats and make them into the text of the files.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { describe } from "../../core/errors.ts";
import { collector } from "../../core/garbage.ts";
import type { Position, Shard, ShardModule, Unit } from "../../core/source.ts";
import type { Conversation } from "../../core/conversation.ts";
import {
  type FinetuneSettings,
  type MadeParts,
  type Maker,
  openMaker,
  TextBuffer,
} from "../../plugins/finetune/mod.ts";

/** What a thread is asked: first to open the transforms, then for one piece after the other. */
export type Asked =
  | { open: FinetuneSettings }
  | AskedPiece;

/** `spare`: memory in which texts lay that were written. */
interface AskedPiece {
  shard: Shard;
  source: string;
  scratchFolder?: string;
  spare: ArrayBuffer[];
}

/** What a plugin said. */
export interface Said {
  plugin: string;
  level: "debug" | "info" | "warn";
  message: string;
}

/** How the opening went. */
export interface Opened {
  logs: Said[];
  failed?: { by: string; error: string };
}

/** One chat: what is known of its unit, and what became of it. */
export interface MadeUnit {
  key?: string;
  bytes: number;
  position: Position;
  /** Absent where it could not be parsed or was left out as it was. */
  made?: MadeParts;
  dropped?: string;
  failed?: { error: string; raw?: string };
}

/** A piece, made. */
export interface MadePiece {
  units: MadeUnit[];
  /** The memory in which the texts of its blocks lie. */
  text: ArrayBuffer[];
  counts: [name: string, n: number][];
  logs: Said[];
  /** Memory that changes threads. */
  transfer: ArrayBuffer[];
}

/** Bytes of chats after which garbage is collected: what a large chat leaves is several times of what is alive. */
const COLLECT_BYTES = 8e6;

/** What a thread keeps from one piece to the next. */
interface Kept {
  make: Maker;
  collect(bytes: number): void;
  spare: ArrayBuffer[];
  counts: Map<string, number>;
  logs: Said[];
}

/** By the thread's context, which lives as long as the thread. */
const kept = new WeakMap<Context, Kept>();

/** Answers what is asked. */
export async function help(asked: Asked, context: Context): Promise<Opened | MadePiece> {
  return "open" in asked ? await open(asked.open, context) : await makePiece(asked, context);
}

async function open(settings: FinetuneSettings, outer: Context): Promise<Opened> {
  const counts = new Map<string, number>();
  const logs: Said[] = [];
  let failed = "";
  try {
    const make = await openMaker(
      settings,
      (plugin) => contextOf(plugin, outer, counts, logs),
      (by) => void (failed = by),
    );
    kept.set(outer, { make, collect: collector(COLLECT_BYTES), spare: [], counts, logs });
  } catch (error) {
    return { logs, failed: { by: failed, error: error instanceof Error ? error.message : String(error) } };
  }
  return { logs: logs.splice(0) };
}

function contextOf(plugin: string, outer: Context, counts: Map<string, number>, logs: Said[]): Context {
  const log = (level: Said["level"]) => (message: string) => void logs.push({ plugin, level, message });
  return {
    ...outer,
    count: (name, n = 1) => void counts.set(name, (counts.get(name) ?? 0) + n),
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
  };
}

async function makePiece(
  { shard, source, scratchFolder, spare: given }: AskedPiece,
  outer: Context,
): Promise<MadePiece> {
  const { make, collect, spare, counts, logs } = kept.get(outer)!;
  spare.push(...given);
  const buffer = new TextBuffer(spare);
  const { openShard } = await import(shard.module) as ShardModule<Conversation>;
  const files: Context["files"] = {
    ...outer.files,
    scratch: (folder) => outer.files.scratch(folder ?? scratchFolder),
  };
  const context = { ...contextOf(source, outer, counts, logs), files };
  const units: MadeUnit[] = [];
  for await (const batch of openShard(shard.part, context)) {
    for (const unit of batch.units) {
      units.push(await makeUnit(unit, make, buffer));
      collect(unit.bytes);
    }
  }
  const text = buffer.end();
  const transfer = [...text, ...units.flatMap(({ made }) => made?.raw ?? [])];
  const piece: MadePiece = { units, text, counts: [...counts], logs: logs.splice(0), transfer };
  counts.clear();
  return piece;
}

async function makeUnit(unit: Unit<Conversation>, make: Maker, into: TextBuffer): Promise<MadeUnit> {
  const { key, bytes, position } = unit;
  let records;
  try {
    records = await unit.parse();
  } catch (error) {
    const raw = unit.raw?.();
    return { key, bytes, position, failed: { error: describe(error), ...(raw === undefined ? {} : { raw }) } };
  }
  if (!Array.isArray(records)) return { key, bytes, position, dropped: records.drop };
  // A unit of these sources is one conversation.
  return { key, bytes, position, made: await make(records, into) };
}
