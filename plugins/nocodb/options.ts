/**
 * Options of the source.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { dayStart } from "./times.ts";

/** Titles of columns where they are not the usual ones. The first eight are of the conversations, the others of the messages. */
export interface NocodbSourceFields {
  conversationId?: string;
  appId?: string;
  userId?: string;
  title?: string;
  status?: string;
  language?: string;
  createdAt?: string;
  updatedAt?: string;
  messageId?: string;
  messageConversationId?: string;
  role?: string;
  content?: string;
  messageCreatedAt?: string;
  messageUpdatedAt?: string;
  parentId?: string;
  author?: string;
  model?: string;
}

/** Options of `nocodbSource`. */
export interface NocodbSourceOptions {
  /** Address of the server, `https://app.nocodb.com` or `http://localhost:8080`. The token goes to no other host. */
  baseUrl: string;
  /** API token. */
  token: string;
  /** Id or title of the base. */
  base: string;
  /**
   * Id or title of the table of conversations.
   * @default "conversations"
   */
  conversationsTable?: string;
  /**
   * Id or title of the table of messages.
   * @default "messages"
   */
  messagesTable?: string;
  /**
   * Title of the column of the conversations that holds their messages as JSON; there is no table of messages then.
   * @default none
   */
  messagesColumn?: string;
  /**
   * Version of the API; `auto` is v2 where the server has it, else v3.
   * @default "auto"
   */
  apiVersion?: "v2" | "v3" | "auto";
  /**
   * First day, YYYY-MM-DD in UTC, of the conversations' creation.
   * @default none
   */
  startDate?: string;
  /**
   * Last day, YYYY-MM-DD in UTC, of the conversations' creation; the whole day counts.
   * @default none
   */
  endDate?: string;
  /**
   * Only conversations of this app.
   * @default all
   */
  appId?: string;
  /**
   * Conversations in a page, and in a batch: 1 to 1000.
   * @default 100
   */
  pageSize?: number;
  /**
   * Titles of columns where they are not the usual ones.
   * @default found by title, without case, spaces and underscores
   */
  fields?: NocodbSourceFields;
  /**
   * Most requests in a second, evenly; newer servers take five and then block for half a minute.
   * @default 4
   */
  requestsPerSecond?: number;
  /**
   * How far a run looks back before the last one, in seconds: for clocks that differ and changes that became visible late.
   * @default 60
   */
  overlapSeconds?: number;
  /**
   * Longest wait for an answer, milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * What conversations say they are from.
   * @default "nocodb"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type NocodbSourceSettings =
  & Required<Omit<NocodbSourceOptions, "messagesColumn" | "startDate" | "endDate" | "appId">>
  & Pick<NocodbSourceOptions, "messagesColumn" | "startDate" | "endDate" | "appId">;

const title = z.string().min(1).optional();
const day = z.string().refine((text) => dayStart(text) !== undefined, "expected a day, YYYY-MM-DD");

const WRONG_ADDRESS = "expected an address such as http://localhost:8080, without user or password";

/** What the options have to be. */
export const schema: z.ZodType<NocodbSourceSettings, NocodbSourceOptions> = z.strictObject({
  baseUrl: z.string().regex(/^https?:\/\/[^\/?#@\s]+(?:\/[^?#@\s]*)?$/, WRONG_ADDRESS).refine(
    (text) => URL.canParse(text),
    WRONG_ADDRESS,
  )
    .describe("Address of the server. The token goes to no other host."),
  token: z.string().min(1).refine((text) => /^[\x21-\x7e]+$/.test(text), "expected a token, without spaces").describe(
    "API token.",
  ),
  base: z.string().min(1).describe("Id or title of the base."),
  conversationsTable: z.string().min(1).default("conversations").describe("Id or title of the table of conversations."),
  messagesTable: z.string().min(1).default("messages").describe("Id or title of the table of messages."),
  messagesColumn: z.string().min(1).optional().describe(
    "Column of the conversations that holds their messages as JSON; there is no table of messages then.",
  ),
  apiVersion: z.enum(["v2", "v3", "auto"]).default("auto").describe(
    "Version of the API; `auto` is v2 where the server has it, else v3.",
  ),
  startDate: day.optional().describe("First day, YYYY-MM-DD in UTC, of the conversations' creation."),
  endDate: day.optional().describe(
    "Last day, YYYY-MM-DD in UTC, of the conversations' creation; the whole day counts.",
  ),
  appId: z.string().min(1).optional().describe("Only conversations of this app."),
  pageSize: z.int().min(1).max(1000).default(100).describe("Conversations in a page, and in a batch: 1 to 1000."),
  fields: z.strictObject({
    conversationId: title,
    appId: title,
    userId: title,
    title,
    status: title,
    language: title,
    createdAt: title,
    updatedAt: title,
    messageId: title,
    messageConversationId: title,
    role: title,
    content: title,
    messageCreatedAt: title,
    messageUpdatedAt: title,
    parentId: title,
    author: title,
    model: title,
  }).default({}).describe("Titles of columns where they are not the usual ones."),
  requestsPerSecond: z.number().positive().default(4).describe(
    "Most requests in a second, evenly; newer servers take five and then block for half a minute.",
  ),
  overlapSeconds: z.number().min(0).default(60).describe(
    "How far a run looks back before the last one, in seconds: for clocks that differ and changes that became visible late.",
  ),
  timeoutMs: z.int().positive().default(60_000).describe("Longest wait for an answer, milliseconds."),
  name: z.string().min(1).default("nocodb").describe("What conversations say they are from."),
}).refine(
  ({ startDate, endDate }) => startDate === undefined || endDate === undefined || startDate <= endDate,
  { message: "startDate lies after endDate", path: ["startDate"] },
);
