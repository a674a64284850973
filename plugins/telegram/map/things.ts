/**
 * Polls, contacts, places and other things that a message may hold besides text and files.
 *
 * @module
 */
import type { Json, JsonObject, UnknownPart } from "../../../core/conversation.ts";
import { asArray, asText, isObject, put } from "../../../core/raw.ts";
import { flatText } from "./text.ts";

/** A kind of thing: the fields it is made of, the first of which says that it is there, and its words. */
interface Kind {
  kind: string;
  fields: string[];
  words(raw: JsonObject): (string | undefined)[];
}

const KINDS: Kind[] = [
  { kind: "poll", fields: ["poll"], words: ({ poll }) => listWords(poll, "question") },
  { kind: "todo_list", fields: ["todo_list"], words: ({ todo_list }) => listWords(todo_list, "title") },
  {
    kind: "contact",
    fields: ["contact_information", "contact_vcard", "contact_vcard_file_size"],
    words: ({ contact_information: who }) =>
      isObject(who) ? [asText(who.first_name), asText(who.last_name), asText(who.phone_number)] : [],
  },
  {
    kind: "location",
    fields: ["location_information", "live_location_period_seconds", "place_name", "address"],
    words: ({ place_name, address, location_information: at }) => [
      asText(place_name),
      asText(address),
      isObject(at) && typeof at.latitude === "number" && typeof at.longitude === "number"
        ? `${at.latitude}, ${at.longitude}`
        : undefined,
    ],
  },
  {
    kind: "game",
    fields: ["game_title", "game_description", "game_link", "game_message_id"],
    words: (raw) => [asText(raw.game_title), asText(raw.game_description)],
  },
  {
    kind: "invoice",
    fields: ["invoice_information"],
    words: ({ invoice_information }) => invoiceWords(invoice_information),
  },
  { kind: "giveaway", fields: ["giveaway_information"], words: () => [] },
  { kind: "giveaway_results", fields: ["giveaway_results"], words: () => [] },
];

/** The things of a message as parts, with their words for search; `held` gets the fields they hold. */
export function readThings(raw: JsonObject, held: Set<string>): UnknownPart[] {
  const parts: UnknownPart[] = [];
  for (const { kind, fields, words } of KINDS) {
    if (!Object.hasOwn(raw, fields[0])) continue;
    const made: JsonObject = {};
    for (const field of fields) {
      if (!Object.hasOwn(raw, field)) continue;
      put(made, field, raw[field]);
      held.add(field);
    }
    const text = words(raw).filter((word) => word !== undefined && word !== "").join(kind === "contact" ? " " : "\n");
    const part: UnknownPart = { type: "unknown", kind, raw: fields.length === 1 ? raw[fields[0]] : made };
    parts.push(text === "" ? part : { ...part, text });
  }
  return parts;
}

function listWords(list: Json | undefined, head: string): string[] {
  if (!isObject(list)) return [];
  return [flatText(list[head]), ...asArray(list.answers).map((one) => isObject(one) ? `- ${flatText(one.text)}` : "")];
}

/** An invoice is a string that holds JSON. */
function invoiceWords(invoice: Json | undefined): (string | undefined)[] {
  const title = isObject(invoice) ? asText(invoice.title) : undefined;
  return [title ?? asText(invoice)];
}
