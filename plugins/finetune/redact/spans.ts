/**
 * Which places of a message are personal data.
 *
 * @module
 */
import type { Json } from "../../../core/conversation.ts";
import { asArray, isObject } from "../../../core/raw.ts";
import { findPatterns, type Kind, type Span } from "./patterns.ts";

/** What Telegram itself marks. */
const MARKED: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ["email", "email"],
  ["phone", "phone"],
  ["bank_card", "card"],
  ["mention", "mention"],
  ["mention_name", "mention"],
  ["link", "url"],
  ["text_link", "url"],
]);

/** Finds personal data of these kinds, and names. */
export function spanFinder(
  kinds: ReadonlySet<Kind>,
  names: readonly string[],
): (text: string, entities: Json | undefined) => Span[] {
  const listed = names.length === 0 ? undefined : namePattern(names);
  return (text, entities) => {
    const known = withoutOverlaps([...marked(text, entities, kinds)]);
    const found = [...known, ...findPatterns(without(text, known), kinds)];
    if (listed) {
      for (const { index, 0: { length } } of text.matchAll(listed)) {
        found.push({ kind: "name", start: index, end: index + length });
      }
    }
    return withoutOverlaps(found);
  };
}

/** The text with line ends in the place of these spans, which are in order and share nothing: no pattern runs over one. */
function without(text: string, spans: readonly Span[]): string {
  const rest: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    rest.push(text.slice(at, start), "\n".repeat(end - start));
    at = end;
  }
  return rest.join("") + text.slice(at);
}

function* marked(text: string, entities: Json | undefined, kinds: ReadonlySet<Kind>): Generator<Span> {
  for (const entity of asArray(entities)) {
    if (!isObject(entity)) continue;
    const { type, offset, length } = entity;
    const kind = MARKED.get(type);
    if (kind === undefined || !kinds.has(kind) || !Number.isInteger(offset) || !Number.isInteger(length)) continue;
    const [start, end] = [Number(offset), Number(offset) + Number(length)];
    if (start >= 0 && end > start && end <= text.length) yield { kind, start, end };
  }
}

/** The names as whole words, in any case; longer ones first. */
function namePattern(names: readonly string[]): RegExp {
  const literal = [...names].sort((a, b) => b.length - a.length).map((name) =>
    name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${literal.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

/** The first found wins where two share characters. */
function withoutOverlaps(found: Span[]): Span[] {
  const kept: Span[] = [];
  const inOrder = found.map((span, i) => ({ span, i })).sort((a, b) => a.span.start - b.span.start || a.i - b.i);
  for (const { span } of inOrder) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    // What reaches further is hidden to its end, under the name of what began it.
    else if (span.end > last.end) last.end = span.end;
  }
  return kept;
}
