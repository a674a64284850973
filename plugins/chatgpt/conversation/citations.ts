/**
 * Text with its citation markers cut out into citation parts. Text parts and markers, joined, give the text back
 * exactly.
 *
 * @module
 */
import type { Part } from "../../../core/conversation.ts";
import { codePointOffsets } from "./code_points.ts";
import { isMarker, type Marker, markerFinder, mayHoldMarkers } from "./markers.ts";
import { type Reference, type References, type Sources } from "./references.ts";
import { markerSources } from "./marker_sources.ts";

/** A stretch of text that is a citation; an empty one is a citation of the words before it. */
interface Claim extends Marker {
  sources: Sources;
}

/** References whose place is still to be found, by the text they stand for. */
type Pending = Map<string, Reference[]>;

/** Longest stretch that offsets alone may claim. */
const MAX_RANGE = 4096;
/** How often a text may be searched for words that are not where their reference says. */
const MAX_SEARCHES = 256;

/**
 * Cuts one source string into text and citation parts.
 *
 * Order of trust: a reference's `matched_text` where its offsets say; the same text elsewhere (the n-th time for the
 * n-th reference); offsets alone; then whatever looks like a marker (`scan`), resolved by its own ids where possible,
 * else with no sources. Words that are not a marker stay text, with the citation behind them.
 */
export function splitCitations(text: string, references: References | undefined, scan: boolean): Part[] {
  if (text === "") return [];
  if (references === undefined && !(scan && mayHoldMarkers(text))) return [{ type: "text", text }];
  const pending: Pending = new Map();
  const claims = references === undefined ? [] : withoutOverlaps(claimByReference(text, references, pending));
  const all = scan || pending.size > 0 ? withScanned(text, claims, pending, references, scan) : claims;
  const parts: Part[] = [];
  let at = 0;
  for (const { start, end, sources } of all) {
    if (start > at) parts.push({ type: "text", text: text.slice(at, start) });
    parts.push({ type: "citation", sources, marker: text.slice(start, end) });
    at = end;
  }
  if (at < text.length) parts.push({ type: "text", text: text.slice(at) });
  return parts;
}

function claimByReference(text: string, references: References, pending: Pending): Claim[] {
  const { content, citations } = references;
  const toUnits = codePointOffsets(text, [...content, ...citations].flatMap(({ start, end }) => [start, end]));
  const claims: Claim[] = [];
  let searches = MAX_SEARCHES;
  const search = (words: string, from: number) => searches-- > 0 ? text.indexOf(words, from) : -1;
  const claim = (reference: Reference, start: number, end: number) => {
    reference.used = true;
    claims.push({ start, end, sources: reference.sources });
  };
  for (const reference of content) {
    const { matched, sources } = reference;
    if (reference.used || matched?.trim() === "") continue;
    if (matched === undefined) {
      claimRange(text, reference, toUnits, claim);
      continue;
    }
    const place = [toUnits(reference.start), reference.start].find((at) => at >= 0 && text.startsWith(matched, at));
    if (!mayHoldMarkers(matched)) {
      const start = place ?? onlyPlace(matched, search);
      if (start >= 0 && pointsSomewhere(sources)) claim(reference, start + matched.length, start + matched.length);
    } else if (place !== undefined) claim(reference, place, place + matched.length);
    else if (pending.has(matched)) pending.get(matched)!.push(reference);
    else pending.set(matched, [reference]);
  }
  for (const citation of citations) if (!citation.used) claimRange(text, citation, toUnits, claim);
  for (const [matched, queue] of pending) {
    if (isMarker(matched)) continue;
    // Not what a scan would find (white space around it, half a span): it has to be searched for.
    pending.delete(matched);
    let at = -matched.length;
    for (const reference of queue) {
      at = search(matched, at + matched.length);
      if (at < 0) break;
      claim(reference, at, at + matched.length);
    }
  }
  return claims;
}

/** A claim by offsets alone, in code points or else in UTF-16 units: of a whole marker, or of the words before. */
function claimRange(
  text: string,
  reference: Reference,
  toUnits: (offset: number) => number,
  claim: (reference: Reference, start: number, end: number) => void,
): void {
  const { start, end, sources } = reference;
  const ranges = [[toUnits(start), toUnits(end)], [start, end]]
    .filter(([from, to]) => from >= 0 && to >= from && to <= text.length && to - from <= MAX_RANGE);
  const marker = ranges.find(([from, to]) => isMarker(text.slice(from, to)));
  if (marker !== undefined) return claim(reference, marker[0], marker[1] + (CLOSE.test(text[marker[1]] ?? "") ? 1 : 0));
  const [words] = ranges;
  if (words === undefined || !pointsSomewhere(sources) || mayHoldMarkers(text.slice(words[0], words[1]))) return;
  claim(reference, words[1], words[1]);
}

/** Offsets that are one short leave it out. */
const CLOSE = /[\uE201\uE20B]/;

function onlyPlace(words: string, search: (words: string, from: number) => number): number {
  const first = search(words, 0);
  return first >= 0 && search(words, first + 1) < 0 ? first : -1;
}

/** False for the name of an entity: behind its own words it would stand twice. */
function pointsSomewhere(sources: Sources): boolean {
  return sources.some((source) => source.title !== undefined || source.url !== undefined);
}

/** In order of place; of two that overlap the earlier and longer stays, those of one place become one. */
function withoutOverlaps(claims: Claim[]): Claim[] {
  const width = (claim: Claim) => Number(claim.end > claim.start);
  claims.sort((a, b) => a.start - b.start || width(a) - width(b) || b.end - a.end);
  const kept: Claim[] = [];
  for (let i = 0; i < claims.length;) {
    const { start, end } = claims[i];
    const same = [];
    for (; i < claims.length && claims[i].start === start && claims[i].end === end; i++) same.push(claims[i].sources);
    if (start >= (kept.at(-1)?.end ?? 0)) kept.push({ start, end, sources: unique(same.flat()) });
  }
  return kept;
}

function unique(sources: Sources): Sources {
  if (sources.length < 2) return sources;
  const seen = new Map(sources.map((source) => [JSON.stringify([source.url, source.title, source.text]), source]));
  return [...seen.values()];
}

/** Adds what looks like a marker between the claims, and what is pending and stands there. */
function withScanned(
  text: string,
  claims: Claim[],
  pending: Pending,
  references: References | undefined,
  scan: boolean,
): Claim[] {
  const known = references?.known ?? new Map<string, Sources>();
  for (const { start, end, sources } of claims) if (end > start) known.set(text.slice(start, end), sources);
  const find = markerFinder(text);
  const resolve = markerSources(references);
  const all: Claim[] = [];
  let at = 0;
  const scanTo = (to: number) => {
    for (const { start, end } of to > at ? find(at, to) : []) {
      const marker = text.slice(start, end);
      const reference = pending.get(marker)?.shift();
      if (reference !== undefined) reference.used = true;
      const sources = reference?.sources ?? known.get(marker);
      if (sources !== undefined) known.set(marker, sources);
      else if (!scan) continue;
      all.push({ start, end, sources: sources !== undefined && sources.length > 0 ? sources : resolve(marker) });
    }
  };
  for (const claim of claims) {
    scanTo(claim.start);
    all.push(claim.sources.length > 0 ? claim : { ...claim, sources: resolve(text.slice(claim.start, claim.end)) });
    at = claim.end;
  }
  scanTo(text.length);
  return all;
}
