/**
 * One copy of a chat as a unit: parsed message by message, and only when something needs its content.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation, JsonObject } from "../../core/conversation.ts";
import { digest } from "../../core/fingerprint.ts";
import { parseJson } from "../../core/json/parse.ts";
import { splitElements } from "../../core/json/split.ts";
import { isObject } from "../../core/raw.ts";
import type { Unit } from "../../core/source.ts";
import { ChatMapper } from "./map/chat.ts";
import type { Clockwork } from "./map/zone.ts";
import { repairBytes } from "./repair.ts";
import type { Row, Table } from "./table.ts";

/** How units are parsed. */
export interface UnitOptions {
  context: Pick<Context, "count" | "log" | "signal">;
  clock?: { timeZone: string; read: Clockwork };
}

/** Bytes that a chat's own fields may take. */
const MOST_HEADER = 16 << 20;
/** Messages nested deeper are damaged. */
const MAX_DEPTH = 500;
/** Damaged messages that are told one by one, for each chat. */
const TOLD = 5;

/** The account of copies that do not say whose they are: claims of other sources never speak for them. */
const UNKNOWN_ACCOUNT = "telegram";

/** Makes the unit of a chat. No copy counts as whole: an export may be limited by date and does not say so. */
export function chatUnit(table: Table, row: Row, options: UnitOptions): Unit<Conversation> {
  const { file, owner, exportedAt } = table;
  const { key, start, end, index, fingerprint } = row;
  const version = row.newest ?? row.newestLocal;
  return {
    key,
    ...(version === undefined ? {} : { version }),
    ...(exportedAt === undefined ? {} : { exportedAt }),
    account: owner?.id ?? UNKNOWN_ACCOUNT,
    whole: false,
    // What is taken from outside of the chat's bytes is part of what it says.
    fingerprint: digest([fingerprint, row.list, owner?.id ?? "", owner?.name ?? ""].join("\n")),
    bytes: end - start,
    position: { file: file.path, range: [start, end], index },
    async parse() {
      const conversation = await parseChat(table, row, options);
      conversation.origin = { file: file.path, range: [start, end], sha256: fingerprint };
      return [conversation];
    },
  };
}

async function parseChat({ file, owner }: Table, row: Row, options: UnitOptions): Promise<Conversation> {
  const { context, clock } = options;
  const mapper = new ChatMapper(await headerOf(file, row), {
    key: row.key,
    list: row.list,
    ...(owner ? { owner } : {}),
  }, {
    count: context.count,
    ...(clock ? { clock } : {}),
  });
  let damaged = 0;
  const damage = (at: number, error: unknown) => {
    context.count("damaged messages");
    if (++damaged <= TOLD) context.log.warn(`Cannot read a message of "${row.key}" near byte ${at}: ${reason(error)}`);
  };
  if (row.messagesStart < row.messagesEnd) {
    const bytes = file.stream(row.messagesStart, row.messagesEnd);
    const whole = row.repairs > 0 ? repairBytes(bytes) : bytes;
    for await (const elements of splitElements(whole, { maxDepth: MAX_DEPTH, signal: context.signal })) {
      for (const element of elements) {
        if (element.damage) {
          // The end of a file that was cut off has been told; a comma too many loses nothing.
          if (!element.truncated && element.end !== element.start) {
            damage(row.messagesStart + element.start, element.error);
          }
          continue;
        }
        let raw: unknown;
        try {
          raw = parseJson(element.bytes);
        } catch (error) {
          damage(row.messagesStart + element.start, error);
          continue;
        }
        mapper.add(raw);
      }
    }
  }
  return mapper.end();
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The chat's own fields: what stands before and behind its messages. */
async function headerOf(file: Table["file"], row: Row): Promise<JsonObject> {
  const length = row.messagesStart - row.start + row.end - row.messagesEnd;
  if (length > MOST_HEADER) {
    throw new RangeError(
      `Cannot read "${row.key}": its own fields take ${length} bytes, at most ${MOST_HEADER} are read`,
    );
  }
  const pieces: Uint8Array[] = [];
  async function* around(): AsyncGenerator<Uint8Array> {
    yield* file.stream(row.start, row.messagesStart);
    if (row.messagesStart < row.messagesEnd) yield new TextEncoder().encode("[]");
    yield* file.stream(row.messagesEnd, row.end);
    if (row.truncated) yield new TextEncoder().encode("}");
  }
  for await (const piece of repairBytes(around())) pieces.push(piece.slice());
  let raw: unknown;
  try {
    raw = parseJson(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).bytes());
  } catch (error) {
    if (!row.truncated && row.faults.length === 0) throw error;
  }
  if (isObject(raw)) return raw;
  // Its damage has been told; what was read of it before has to do.
  const { name, type, id } = row;
  const header: JsonObject = {};
  if (name !== undefined) header.name = name;
  if (type !== undefined) header.type = type;
  if (id !== undefined) header.id = id;
  return header;
}
