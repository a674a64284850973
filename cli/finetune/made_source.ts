/**
 * A source of chats that other threads have made into text.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { type Copy, type Index, indexBatches, isCopy, unitedFingerprint } from "../../core/engine/copies.ts";
import { declarationOf } from "../../core/engine/paths.ts";
import { collector } from "../../core/garbage.ts";
import type { OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import type { LentTexts, MadeChat, MadeParts } from "../../plugins/finetune/mod.ts";
import type { Crew } from "./crew.ts";
import type { MadeUnit } from "./thread.ts";

/** Bytes of chats in a piece, unless one chat alone has more: the results of a piece come at once. */
const PIECE_BYTES = 4e6;
/** Texts of a block: a line and a part. */
const TEXTS = 2;
/** Bytes of chats after which what was written is let go: text lies outside of the heap, so nothing else asks for it. */
const COLLECT_BYTES = 8e6;

/** How what a thread sent becomes chats. */
export interface Making {
  lend(pieces: readonly ArrayBuffer[], giveBack: (spare: ArrayBuffer[]) => void): LentTexts;
  chatOf(parts: MadeParts, texts: LentTexts): MadeChat;
}

/** The source, each of its chats made by the crew; copies are merged and united as in a run over the source itself. */
export function madeSource(
  source: Source<Conversation>,
  crew: Crew,
  making: Making,
): Source<MadeChat> {
  const open = async (context: Context): Promise<OpenSource<MadeChat>> => {
    const opened = await source.open(context);
    return openMade(opened, declarationOf(source)?.name ?? "source", crew, making, context);
  };
  return { ...source, open, direct: undefined } as unknown as Source<MadeChat>;
}

function openMade(
  opened: OpenSource<Conversation>,
  name: string,
  crew: Crew,
  making: Making,
  context: Context,
): OpenSource<MadeChat> {
  let index: Index | undefined;
  return {
    mode: "whole",
    keyed: true,
    async *read({ wanted } = {}) {
      if (!index || !wanted) {
        index = await indexBatches(opened.read(), {
          merged: () => context.count("merged"),
          onBatch: () => (context.signal.throwIfAborted(), true),
        });
        yield asBatch(index);
        return;
      }
      yield* made(opened, index, wanted, name, crew, making, context);
    },
    async close() {
      crew.stop();
      await opened.close();
    },
  };
}

/** What the first reading hands over: one unit a chat. */
function asBatch({ units, claims, losses }: Index): UnitBatch<MadeChat> {
  const parse = () => {
    throw new Error("Cannot make a chat before its threads were asked");
  };
  return {
    units: [...units.values()].map((copies) => ({ ...faceOf(copies), position: {}, parse })),
    claims,
    losses,
  };
}

/** What is known of a chat with all its copies. */
function faceOf(copies: readonly Copy[]): Omit<Unit<MadeChat>, "parse" | "position"> {
  const { key, version, exportedAt, account, whole } = copies.at(-1)!;
  return {
    key,
    version,
    exportedAt,
    account,
    whole: copies.length > 1 ? false : whole,
    fingerprint: unitedFingerprint([...copies]),
    bytes: copies.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The second reading: what the threads made. */
async function* made(
  opened: OpenSource<Conversation>,
  { units }: Index,
  wanted: (key: string) => boolean,
  name: string,
  crew: Crew,
  making: Making,
  context: Context,
): AsyncGenerator<UnitBatch<MadeChat>> {
  const faces = new Map([...units].filter(([key]) => wanted(key)).map(([key, copies]) => [key, faceOf(copies)]));
  const sizes = [...faces.values()].map(({ bytes }) => bytes);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const taken = new Set<string>();
  const select = (unit: Unit<Conversation>): boolean => {
    const key = unit.key ?? "";
    if (!faces.has(key) || taken.has(key) || !isCopy(units.get(key)!.at(-1)!, unit)) return false;
    taken.add(key);
    return true;
  };
  const shards = await opened.shards!(Math.max(1, Math.ceil(total / PIECE_BYTES)), select);
  const largest = sizes.reduce((most, bytes) => Math.max(most, bytes), 0);
  const collect = collector(COLLECT_BYTES);
  for await (const piece of crew.make(shards, largest, name, context)) {
    const texts = making.lend(piece.text, (spare) => crew.giveBack(spare));
    texts.expect(piece.units.reduce((sum, { made }) => sum + TEXTS * (made?.blocks.length ?? 0), 0));
    const makeChat = (parts: MadeParts): MadeChat => making.chatOf(parts, texts);
    yield { units: piece.units.map((one) => unitOf(one, faces.get(one.key ?? "")!, makeChat)) };
    collect(piece.units.reduce((sum, { bytes }) => sum + bytes, 0));
  }
}

function unitOf(
  { position, made, dropped, failed }: MadeUnit,
  face: Omit<Unit<MadeChat>, "parse" | "position">,
  chatOf: (parts: MadeParts) => MadeChat,
): Unit<MadeChat> {
  return {
    ...face,
    position,
    parse() {
      if (failed) throw new Error(failed.error);
      return dropped === undefined ? [chatOf(made!)] : { drop: dropped };
    },
    ...(failed?.raw === undefined ? {} : { raw: () => failed.raw! }),
  };
}
