/**
 * What `structured_info` says of a chat.
 *
 * @module
 */
import { CHAT_COLUMNS, MESSAGE_COLUMNS, plainName } from "./columns.ts";
import { DEEPEST, isBlank, isTooDeep, parseExact, type Raise } from "./values.ts";

/** Columns that are filled from elsewhere, or computed. */
const ELSEWHERE = new Set([
  ...["is test chat", "sentiment", "slug", "is chat classified", "chatId", "language", "resolution", "token"],
  ...["is default chat", "has email", "created at", "organizationId", "updated at", "defaultMessageId"],
  ...["is structured info extracted", "messageSuborganization", "role", "conversationLogType", "sk messageId"],
  ...["messageId", "content"],
]);

/** Fields by their plain name (D16). */
const FIELDS = new Map(
  [...CHAT_COLUMNS, ...MESSAGE_COLUMNS].filter((column) => !ELSEWHERE.has(column)).map((
    column,
  ) => [plainName(column), column]),
);

/** Names as they are written, remembered: the same few come in every chat. */
const known = new Map<string, string | undefined>();
const MOST_KNOWN = 4096;

/** The field that a key names; undefined where it names none. */
export function fieldOf(key: string): string | undefined {
  if (known.has(key)) return known.get(key);
  const field = FIELDS.get(plainName(key));
  if (known.size < MOST_KNOWN && key.length < 100) known.set(key, field);
  return field;
}

/** What was found. */
export interface Info {
  /** By column. */
  fields: Map<string, unknown>;
  /** Keys that name no column. */
  unknown: [key: string, value: unknown][];
  /** D6: an object with at least one value that says something. */
  extracted: boolean;
  /** The same without counting `actions`, which every chat has. */
  beyondActions: boolean;
  /** True when the text could not be used: it goes to the rejects. */
  refused: boolean;
}

/** Reads the cell. What cannot be read is flagged, and the chat stays. */
export function readInfo(text: string, raise: Raise): Info {
  const info: Info = { fields: new Map(), unknown: [], extracted: false, beyondActions: false, refused: false };
  if (text.trim() === "") return info;
  let value: unknown;
  try {
    value = parseExact(text);
    if (text.length > DEEPEST && isTooDeep(value)) {
      throw new RangeError("Cannot read structured_info: it is nested too deep to be information");
    }
  } catch (error) {
    // A RangeError is one of nesting without end.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    raise("structured_info_invalid");
    return { ...info, refused: true };
  }
  if (value === null) return info;
  if (typeof value !== "object" || Array.isArray(value)) {
    raise("structured_info_not_object");
    return { ...info, refused: true };
  }
  for (const key of Object.keys(value)) {
    const one = (value as { [key: string]: unknown })[key];
    const field = fieldOf(key);
    const blank = isBlank(one);
    info.extracted ||= !blank;
    info.beyondActions ||= !blank && field !== "actions";
    if (field === undefined) info.unknown.push([key, one]);
    else if (!info.fields.has(field) || isBlank(info.fields.get(field))) info.fields.set(field, one);
    else if (!blank) {
      raise("structured_info_key_twice");
      info.unknown.push([key, one]);
    }
  }
  return info;
}
