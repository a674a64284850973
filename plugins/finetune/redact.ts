/**
 * `redact`: takes personal data out of what people wrote.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation, JsonObject, Message } from "../../core/conversation.ts";
import { digest } from "../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { TransformObject } from "../../core/transform.ts";
import { countDrop } from "./drops.ts";
import { type Kind, KINDS, type Span } from "./redact/patterns.ts";
import { spanFinder } from "./redact/spans.ts";

/** Options of `redact`. */
export interface RedactOptions {
  /**
   * What is taken out: `email`, `phone`, `card`, `iban`, `ip`, `crypto`, `mention`, `url`.
   * @default all but url
   */
  kinds?: Kind[];
  /**
   * Names of people and places, found as whole words in any case; they cannot be found without a list.
   * @default none
   */
  names?: string[];
  /**
   * What stands in its place: `[EMAIL]`; `[EMAIL-3f9a2c]`, the same for the same value; or the whole message goes.
   * @default "mask"
   */
  mode?: "mask" | "pseudonym" | "drop";
  /**
   * Changes all pseudonyms; keep it secret, since values could be guessed from pseudonyms by who knows it.
   * @default ""
   */
  seed?: string;
}

/** Options with defaults filled in. */
export interface RedactSettings extends RedactOptions {
  kinds: Kind[];
  names: string[];
  mode: "mask" | "pseudonym" | "drop";
  seed: string;
}

const schema: z.ZodType<RedactSettings, RedactOptions> = z.strictObject({
  kinds: z.array(z.enum(KINDS)).default(KINDS.filter((kind) => kind !== "url")).describe("What is taken out."),
  names: z.array(z.string().min(1)).default([]).describe("Names of people and places."),
  mode: z.enum(["mask", "pseudonym", "drop"]).default("mask").describe("What stands in its place."),
  seed: z.string().default("").describe("Changes all pseudonyms; keep it secret."),
});

type Unstamped = Omit<TransformObject<Conversation, Conversation>, typeof PLUGIN>;

/** Of a redacted message's metadata only this is kept: everything else may say what was taken out. */
const KEPT = ["fromId", "from", "textFrom", "stickerEmoji", "editedAt", "assumedTimeZone"];

/**
 * Takes e-mail addresses, phone and card numbers and the like out of the texts of messages: what Telegram has marked
 * as such, then what looks so. Counts each kind; values are nowhere told. Names stay unless they are listed.
 *
 * Authors, titles and assets stay as they are: put `assignRoles` and `splitIntoBlocks` behind it, which take the texts
 * alone (and titles).
 */
export const redact: PluginFactory<RedactOptions, RedactSettings, Unstamped> = definePlugin({
  name: "redact",
  kind: "transform",
  summary: "Takes personal data out of messages: marked by Telegram, found by patterns, or listed.",
  accepts: ["conversation"],
  emits: "conversation",
  options: schema,
  roles: { seed: "secret" },
  permissions: () => ({}),
  create: (settings: RedactSettings): Unstamped => {
    const find = spanFinder(new Set(settings.kinds), settings.names);
    return {
      kind: "transform",
      name: "redact",
      open: (context) => ({
        apply: (conversation) => {
          const messages: Message[] = [];
          for (const message of conversation.messages) {
            const clean = redactMessage(message, find, settings, context);
            if (clean) messages.push(clean);
            else countDrop(context, "message", "personal data");
          }
          return { ...conversation, messages };
        },
      }),
    };
  },
});

function redactMessage(
  message: Message,
  find: (text: string, entities: JsonObject[string] | undefined) => Span[],
  settings: RedactSettings,
  context: Pick<Context, "count">,
): Message | undefined {
  let changed = false;
  let entities = message.metadata.entities as JsonObject[string] | undefined;
  const parts: Message["parts"] = [];
  for (const part of message.parts) {
    if (part.type !== "text" && part.type !== "code" && part.type !== "quote") {
      parts.push(part);
      continue;
    }
    const spans = find(part.text, entities);
    // Places of entities are those of the first text.
    entities = undefined;
    for (const { kind } of spans) context.count(`redacted: ${kind}`);
    if (spans.length > 0 && settings.mode === "drop") return undefined;
    changed ||= spans.length > 0;
    parts.push(spans.length === 0 ? part : { ...part, text: replace(part.text, spans, settings) });
  }
  if (!changed) return message;
  const metadata: JsonObject = {};
  for (const key of KEPT) if (Object.hasOwn(message.metadata, key)) metadata[key] = message.metadata[key];
  return { ...message, parts, metadata };
}

function replace(text: string, spans: readonly Span[], { mode, seed }: RedactSettings): string {
  let out = "";
  let at = 0;
  for (const { kind, start, end } of spans) {
    const value = text.slice(start, end).toLowerCase().replaceAll(/[\s().-]/g, "");
    const mark = mode === "pseudonym" ? `-${digest(`${seed}\n${kind}\n${value}`).slice(0, 6)}` : "";
    out += `${text.slice(at, start)}[${kind.toUpperCase()}${mark}]`;
    at = end;
  }
  return out + text.slice(at);
}
