/**
 * `metadata.content_references[]`, `metadata.citations[]` and `metadata.search_result_groups[]`: what the markers in a
 * message's text point to.
 *
 * @module
 */
import type { CitationPart, Json, JsonObject } from "../../../core/conversation.ts";
import { asArray, asObject, asText, isObject } from "./raw.ts";

/** What a citation points to. */
export type Sources = CitationPart["sources"];

/** One raw reference, read. Offsets are in code points; -1 where there are none. */
export interface Reference {
  /** The text it stands for; undefined where only offsets say. */
  matched?: string;
  start: number;
  end: number;
  sources: Sources;
  /** Set once a place was found for it: a message's later strings leave it alone. */
  used?: boolean;
}

/** All that one message says of its citations. Readers share it, as each marker uses one reference up. */
export interface References {
  content: Reference[];
  /** The older form, in the order of their offsets. */
  citations: Reference[];
  /** Sources by the number in `【number†…】`. */
  byNumber: Map<number, Sources>;
  /** What a marker's text stood for wherever a place was found for it. */
  known: Map<string, Sources>;
  /** Sources by reference id (`turn0search1`). */
  byId(id: string): Sources[number] | undefined;
}

/** Reads the references of a message; undefined when it has none. */
export function readReferences(metadata: JsonObject | undefined): References | undefined {
  if (metadata === undefined) return undefined;
  const content = asArray(metadata.content_references);
  const citations = asArray(metadata.citations);
  const groups = asArray(metadata.search_result_groups);
  if (content.length === 0 && citations.length === 0 && groups.length === 0) return undefined;
  let ids: Map<string, Sources[number]> | undefined;
  const byId = (id: string) => (ids ??= readGroups(groups)).get(id);
  const byNumber = new Map<number, Sources>();
  return {
    content: content.filter(isObject).map((raw) => readContentReference(raw, byId)),
    citations: citations.filter(isObject).map((raw) => readCitation(raw, byNumber)).sort((a, b) => a.start - b.start),
    byNumber,
    known: new Map(),
    byId,
  };
}

function readContentReference(raw: JsonObject, byId: References["byId"]): Reference {
  return {
    matched: typeof raw.matched_text === "string" ? raw.matched_text : undefined,
    start: offset(raw.start_idx),
    end: offset(raw.end_idx),
    sources: referenceSources(raw, byId),
  };
}

/** The first of a reference's lists that names anything, else the reference itself. */
function referenceSources(raw: JsonObject, byId: References["byId"]): Sources {
  if (raw.type === "entity" || raw.type === "alt_text") {
    const words = asText(raw.name) ?? asText(raw.alt) ?? asText(raw.title);
    return words === undefined ? [] : [{ text: words }];
  }
  for (const key of ["items", "fallback_items", "sources", "images"]) {
    const sources = asArray(raw[key]).flatMap(itemSources);
    if (sources.length > 0) return sources;
  }
  const own = itemSources(raw);
  if (own.length > 0) return own;
  const linked = asArray(raw.refs).map((ref) => byId(refId(ref))).filter((source) => source !== undefined);
  if (linked.length > 0) return linked;
  return asArray(raw.safe_urls).map(asText).filter((url) => url !== undefined).map((url) => ({ url }));
}

function itemSources(item: Json): Sources {
  if (!isObject(item)) return [];
  const own = source(
    asText(item.title) ?? asText(item.name),
    asText(item.url) ?? asText(item.content_url),
    asText(item.snippet) ?? asText(item.text),
  );
  const supporting = asArray(item.supporting_websites).filter(isObject).flatMap((site) =>
    source(asText(site.title), asText(site.url), asText(site.snippet))
  );
  return [...own, ...supporting];
}

/** A source needs a title or an address: text alone means words of the sentence (an entity's name). */
function source(title: string | undefined, url: string | undefined, text: string | undefined): Sources {
  if (title === undefined && url === undefined) return [];
  const made: Sources[number] = {};
  if (title !== undefined) made.title = title;
  if (url !== undefined) made.url = url;
  if (text !== undefined) made.text = text;
  return [made];
}

function readCitation(raw: JsonObject, byNumber: Map<number, Sources>): Reference {
  const metadata = asObject(raw.metadata);
  const sources = metadata === undefined ? [] : itemSources(metadata);
  const number = asObject(metadata?.extra)?.cited_message_idx;
  if (typeof number === "number" && sources.length > 0 && !byNumber.has(number)) byNumber.set(number, sources);
  return { start: offset(raw.start_ix), end: offset(raw.end_ix), sources };
}

function readGroups(groups: Json[]): Map<string, Sources[number]> {
  const ids = new Map<string, Sources[number]>();
  for (const group of groups) {
    for (const entry of isObject(group) ? [group, ...asArray(group.entries)] : []) {
      if (!isObject(entry)) continue;
      const [found] = itemSources(entry);
      const id = refId(entry.ref_id);
      if (found !== undefined && id !== "" && !ids.has(id)) ids.set(id, found);
    }
  }
  return ids;
}

/** `turn0search1` for `{turn_index: 0, ref_type: "search", ref_index: 1}`; strings as they are; "" for anything else. */
function refId(ref: Json | undefined): string {
  if (typeof ref === "string") return ref;
  if (!isObject(ref)) return "";
  const { turn_index: turn, ref_type: type, ref_index: index } = ref;
  return typeof turn === "number" && typeof type === "string" && typeof index === "number"
    ? `turn${turn}${type}${index}`
    : "";
}

function offset(value: Json | undefined): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : -1;
}
