/**
 * The conversation model: what every chat source hands over and every chat sink accepts.
 *
 * It is lossless enough that a reader of an archive never needs the export again: what the source says and the
 * model has no name for stays verbatim in `metadata`.
 *
 * All times are integer epoch milliseconds UTC and absent when the source gives none; a time is never invented.
 *
 * @module
 */

/** A JSON value as the source wrote it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object as the source wrote it. */
export type JsonObject = { [key: string]: Json };

/** Who speaks, in the four roles all chat formats share. */
export type Role = "user" | "assistant" | "system" | "tool";

/** One conversation: the canonical thread, what lies off it, and its assets. */
export interface Conversation {
  /** The source's own id. */
  id: string;
  /** The format or service it came from: `chatgpt`, `telegram`. */
  source: string;
  title?: string;
  createdAt?: number;
  updatedAt?: number;
  /** A creation time without a zone, verbatim as the source wrote it. */
  localTime?: string;
  participants: Participant[];
  /** The canonical thread, in order. */
  messages: Message[];
  /** Messages off the canonical thread, each with its `parentId`, in the source's order. */
  branches: Message[];
  assets: Asset[];
  /** Everything the source says of the conversation that the model has no name for, verbatim. */
  metadata: JsonObject;
  /** What derivations added about the conversation as a whole, by their name. */
  derived?: { readonly [derivation: string]: Derived };
  /** Where it was read. In no fingerprint and in no store entry: it changes with every export. */
  origin?: Origin;
}

/** A value that a derivation added. */
export interface Derived<V = unknown> {
  /** Hash of what it was derived of (`stampOf`): an equal one means an equal value. */
  readonly of: string;
  readonly value: V;
}

/** The value that `embed` derives of a message. */
export interface Embedding {
  /** One number a dimension; of length 1 where the engine normalises. */
  readonly vector: Float32Array;
  /** The model that made it, with its dimensions where they were asked for. */
  readonly model: string;
  /** One vector a chunk of a message too long for the model, where chunks are kept. */
  readonly chunks?: readonly Float32Array[];
}

/** Somebody who takes part: a user, a model, a tool. */
export interface Participant {
  id: string;
  role: Role;
  name?: string;
}

/** One message of a conversation. */
export interface Message {
  id: string;
  /** The message it answers; absent for the first. Ids that the conversation does not hold are not kept here. */
  parentId?: string;
  role: Role;
  /** The author's name where the source gives one: a tool's name, a person. */
  author?: string;
  createdAt?: number;
  /** A time without a zone, verbatim as the source wrote it. */
  localTime?: string;
  parts: Part[];
  /** Why a reader would not show this message by default; absent when it is shown. */
  hidden?: string;
  /** The model that wrote it, as the source names it. */
  model?: string;
  /** Everything the source says of the message that the model has no name for, verbatim. */
  metadata: JsonObject;
  /** What derivations added about the message, by their name: `embedding` is an `Embedding`. */
  derived?: { readonly [derivation: string]: Derived };
}

/** Where a record was read: file, entry inside an archive, byte range, hash of those bytes. */
export interface Origin {
  file: string;
  /** Path inside the archive(s): nested archives are joined by `!/`. */
  entry?: string;
  /** First byte and the byte after the last, in the (inflated) entry. */
  range?: [start: number, end: number];
  sha256?: string;
}

/** Text as it stands. */
export interface TextPart {
  type: "text";
  text: string;
}

/** Code written by a person or a model; `language` as the source names it. */
export interface CodePart {
  type: "code";
  text: string;
  language?: string;
}

/** An image, audio clip, video or file: the bytes are the asset of that id. */
export interface MediaPart {
  type: "image" | "audio" | "video" | "file";
  /** Id of one of the conversation's assets. */
  assetId?: string;
  /** What stands for it in plain text: alternative text, a file name. */
  text?: string;
  /** Spoken words of an audio or video clip. */
  transcript?: string;
}

/** Reasoning the model showed before its answer. */
export interface ThinkingPart {
  type: "thinking";
  text: string;
  title?: string;
}

/** The model calls a tool. */
export interface ToolCallPart {
  type: "tool_call";
  /** The tool's name as the source writes it: `python`, `web.run`. */
  name: string;
  /** What was handed to it, verbatim (often JSON or code). */
  input: string;
  language?: string;
}

/** What a tool answered. */
export interface ToolResultPart {
  type: "tool_result";
  name?: string;
  text: string;
}

/** Words quoted from a page or file. */
export interface QuotePart {
  type: "quote";
  text: string;
  title?: string;
  url?: string;
}

/** A reference inside the text before it. */
export interface CitationPart {
  type: "citation";
  /** What it points to; several where one marker names several sources; empty when it could not be resolved. */
  sources: { title?: string; url?: string; text?: string }[];
  /** The characters that stood in the text at this place, so that the source's text can be put together again. */
  marker: string;
}

/** The source recorded an error in place of an answer. */
export interface ErrorPart {
  type: "error";
  text: string;
  name?: string;
}

/** A kind of content the model has no name for; kept raw and counted, never dropped. */
export interface UnknownPart {
  type: "unknown";
  /** The source's own name of the kind. */
  kind: string;
  raw: Json;
  /** Text-like fields found in it, for search. */
  text?: string;
}

/** One piece of a message. */
export type Part =
  | TextPart
  | CodePart
  | MediaPart
  | ThinkingPart
  | ToolCallPart
  | ToolResultPart
  | QuotePart
  | CitationPart
  | ErrorPart
  | UnknownPart;

/** A file that a message refers to. */
export interface Asset {
  /** Unique inside the conversation: the pointer's bare id, or the pointer where there is none. */
  id: string;
  /** The pointer as the source wrote it. */
  pointer: string;
  kind: "image" | "audio" | "video" | "file";
  /** The message that refers to it first. */
  messageId?: string;
  mediaType?: string;
  name?: string;
  /** Bytes. */
  size?: number;
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  sha256?: string;
  /** How the bytes were found; `added`: no message names them by a known field, so without them there is no asset. */
  match?: { strategy: string; confidence: "exact" | "probable" | "guess"; evidence?: string; added?: true };
  /** Why there are no bytes; absent where `open` is there, or where nobody has looked yet. */
  missing?: string;
  /** Facts the source gives about it that the model has no name for, verbatim. */
  metadata?: JsonObject;
  /** Opens the bytes. Not part of the record's content. */
  open?: () => Promise<ReadableStream<Uint8Array>>;
}
