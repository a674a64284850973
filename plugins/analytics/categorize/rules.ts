/**
 * The rules engine: words of the taxonomy, forms of asking and telling, sentiment by lexicon.
 *
 * @module
 */
import { LEXICONS, sentiment } from "./sentiment.ts";
import { type Label, OTHER, type ReadyTaxonomy, UNCLEAR } from "./taxonomy.ts";
import type { Categories } from "./value.ts";

/** Raised when the same message would get other categories. */
export const RULES_VERSION = "rules-1";

/** Categories of a text in a language. */
export type Rules = (text: string, language: string) => Categories;

interface Words {
  whole: Set<string>;
  stems: string[];
}

/** Characters of a message that are looked at. */
const CONSIDERED = 4_000;

/** How questions begin, and how people ask for something to be done. */
const FORMS: ReadonlyMap<string, { asks: RegExp; does: RegExp }> = new Map([
  ["nl", {
    asks:
      /^(?:en |maar |hoi |hallo |hey )*(?:wat|wie|waar|wanneer|waarom|hoe|hoeveel|welke?|is|zijn|kan|kun|mag|heb|heeft|hebben|komt|gaat|moet|staat)\b/,
    does:
      /^(?:graag |even |aub )*(?:schrijf|maak|vertaal|geef|stuur|zoek|leg|vat|bereken|help|zet|doe|annuleer|verander|toon|vertel|bedenk|corrigeer|controleer|boek|bel)\b|\b(?:kun|kan|wil|zou) (?:je|u|jij|jullie)\b|\bik (?:wil|zou) (?:graag|mijn)\b|\bgraag (?:een|mijn)\b/,
  }],
  ["fr", {
    asks:
      /^(?:et |mais |bonjour |salut )*(?:qui|que|quoi|quand|où|ou|comment|pourquoi|combien|quel(?:le)?s?|est-ce|est ce|qu'|avez|as-tu|t'as|y a)(?![\p{L}])/u,
    does:
      /^(?:svp |merci de )*(?:écris|fais|traduis|donne|envoie|envoyez|cherche|explique|résume|calcule|aide|mets|annule|annuler|change|montre|dis|corrige|vérifie|réserve|transforme)(?![\p{L}])|\b(?:peux|pouvez|pourrais|pourriez|veux)[- ](?:tu|vous)\b|\bje (?:veux|voudrais)\b/u,
  }],
  ["en", {
    asks:
      /^(?:and |but |so |hi |hey |hello )*(?:what|what's|who|where|when|why|how|which|is|are|do|does|did|can i|any|has|have|am|was|were)\b/,
    does:
      /^(?:please |pls |just )*(?:write|make|translate|give|send|find|explain|summari[sz]e|calculate|help|put|cancel|change|show|tell|fix|check|book|create|generate|turn|plan|draft|rewrite)\b|\b(?:can|could|would|will) you\b|\bi(?:'d| would) like\b|\bi want (?:you|to|my)\b/,
  }],
  ["de", {
    asks:
      /^(?:und |aber |hallo |hi )*(?:was|wer|wo|wann|warum|wieso|wie|wieviel|welche[rsn]?|ist|sind|kann ich|darf|hast|habt|gibt|haben|muss)(?![\p{L}])/u,
    does:
      /^(?:bitte |mal )*(?:schreib|mach|übersetz|gib|schick|such|erklär|fass|berechne|hilf|stell|storniere|ändere|zeig|sag|korrigier|prüf|buch|erstell|plane)e?(?![\p{L}])|(?:kannst du|könnt ihr|können sie|könntest du)|\bich (?:will|möchte|hätte)\b/u,
  }],
]);

/** Makes the engine of a taxonomy. */
export function rulesOf(taxonomy: ReadyTaxonomy): Rules {
  const topics = new Map<string, { name: string; words: Words }[]>();
  for (const language of new Set(taxonomy.topics.flatMap(({ words = {} }) => Object.keys(words)))) {
    topics.set(language, taxonomy.topics.flatMap((label) => wordsOf(label, language)));
  }
  const names = new Set(taxonomy.intents.map(({ name }) => name));
  return (text, language) => {
    const said = text.slice(0, CONSIDERED).toLowerCase().normalize("NFC").replace(/[’‘`´]/g, "'").trim();
    const { topic, confidence } = topicOf(said, topics.get(language));
    const intent = intentOf(said, language);
    const felt = sentiment(text, language);
    return {
      topic,
      intent: intent === null ? null : names.has(intent) ? intent : UNCLEAR,
      sentiment: felt,
      confidence,
      proposedLabel: null,
      engine: "rules",
      model: RULES_VERSION,
      taxonomy: taxonomy.version,
    };
  };
}

function wordsOf({ name, words = {} }: Label, language: string): { name: string; words: Words }[] {
  const list = Object.hasOwn(words, language) ? words[language].map((word) => word.toLowerCase().normalize("NFC")) : [];
  if (list.length === 0) return [];
  const stems = list.filter((word) => word.endsWith("*")).map((word) => word.slice(0, -1)).filter((stem) =>
    stem !== ""
  );
  return [{ name, words: { whole: new Set(list.filter((word) => !word.endsWith("*"))), stems } }];
}

/** The topic of which most words are there; the one named first in the taxonomy between equals. */
function topicOf(
  said: string,
  labels?: { name: string; words: Words }[],
): { topic: string | null; confidence: number } {
  if (!labels) return { topic: null, confidence: 0 };
  const words = said.match(/[\p{L}\p{M}][\p{L}\p{M}'-]*/gu) ?? [];
  let [best, most, all] = [OTHER, 0, 0];
  for (const { name, words: { whole, stems } } of labels) {
    let hits = 0;
    for (const word of words) {
      // Whole function words (when, where) say less than a word that has been cut to its stem.
      if (stems.some((stem) => word.startsWith(stem))) hits += 2;
      else if (whole.has(word)) hits += 1;
    }
    all += hits;
    if (hits > most) [best, most] = [name, hits];
  }
  if (most === 0) return { topic: OTHER, confidence: words.length === 0 ? 0 : 0.2 };
  return { topic: best, confidence: Math.round(Math.min(0.9, (most / all) * (0.5 + most / 10)) * 1000) / 1000 };
}

function intentOf(said: string, language: string): string | null {
  const forms = FORMS.get(language);
  if (!forms) return LEXICONS.has(language) || !said.includes("?") ? null : "asking";
  if (forms.does.test(said)) return "doing";
  if (said.includes("?") || forms.asks.test(said)) return "asking";
  return said === "" ? UNCLEAR : "expressing";
}
