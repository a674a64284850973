/**
 * An invented `source_chat_data.csv`: the same bytes for the same number of chats.
 *
 * @module
 */
import { csvLine } from "../../core/csv/write.ts";
import { type Series, series } from "../generate/random.ts";

/** What a reader must find. */
export interface GeneratedChats {
  /** Rows, those of chats that come twice included. */
  rows: number;
  chats: number;
  messages: number;
}

const HEADER = "chat_id,slug,token,organization_id,conversation_log,structured_info,created_at,updated_at,language," +
  "is_test_chat,sentiment,resolution,message_count\n";

/** Two in so many chats come a second time, with a later `updated_at`. */
const TWICE = 1000;

const WORDS = {
  nl: "hallo ik zoek een vakantiehuis aan zee voor vier personen in augustus met hond kunt u mij helpen graag één prijs"
    .split(" "),
  fr: "bonjour je cherche un camping près de la forêt pour un séjour en été avec deux enfants merci beaucoup à bientôt"
    .split(" "),
  en: "hello could you tell me which cabins near the lake are free in july and what a week would cost thank you"
    .split(" "),
};
const LANGUAGES = ["nl", "nl", "fr", "en"] as const;
const PLACES = ["Zandvoort", "Brugge", "Annecy", "Ghent", "Texel", "La Rochelle", "Maastricht"];

/** Writes the file. */
export async function writeChats(path: string, chats: number): Promise<GeneratedChats> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  const random = series(20250528);
  let text = HEADER;
  const made: GeneratedChats = { rows: 0, chats, messages: 0 };
  const flush = async () => {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    text = "";
  };
  for (let i = 0; i < chats; i++) {
    const count = 2 + i % 9;
    made.messages += count;
    made.rows++;
    const cells = chatCells(i, count, random);
    text += csvLine(cells);
    if (i % TWICE === 7) {
      made.rows++;
      text += csvLine(cells.with(7, time(i, 900_000)));
    }
    if (text.length > 1_000_000) await flush();
  }
  await flush();
  return made;
}

function chatCells(i: number, count: number, random: Series): string[] {
  const language = LANGUAGES[i % 4];
  const messages = Array.from({ length: count }, (_, n) => ({
    id: random.uuid(),
    role: n % 2 === 0 ? "assistant" : "user",
    type: n === 0 ? "default" : n % 3 === 0 ? "question" : "answer",
    content: sentence(language, 6 + random.below(22), random) + (n % 3 === 0 ? "?" : "."),
    ...n % 2 === 0 ? { disclaimer: n % 4 === 0 ? null : "See [the terms](https://example.org/terms)" } : {},
  }));
  const info = {
    actions: ["get_in_touch"],
    ...i % 2 === 0 ? { mostRelevantBrandName: `Brand ${i % 40}`, cities: [PLACES[i % 7], PLACES[(i + 3) % 7]] } : {},
    ...i % 5 === 0 ? { email: `guest${i}@example.org`, "first name": "Sanne", "last name": "de Vries" } : {},
    ...i % 3 === 0 ? { trip_type: "family", regions: ["Coast"], themes: ["sea", "dogs"] } : {},
  };
  return [
    random.uuid(),
    `stay-${i % 100}`,
    random.uuid(),
    String(1000 + i % 50),
    JSON.stringify(messages),
    JSON.stringify(info),
    time(i, 0),
    time(i, 12_000 + i % 100_000),
    language,
    i % 4 === 0 ? "" : "false",
    ["", "positive", "neutral", "negative"][i % 4],
    i % 3 === 0 ? "resolved" : "",
    String(count),
  ];
}

function sentence(language: keyof typeof WORDS, length: number, random: Series): string {
  const words = WORDS[language];
  let text = "";
  for (let i = 0; i < length; i++) text += (i === 0 ? "" : " ") + words[random.below(words.length)];
  return text;
}

/** Naive, with microseconds, as the platform writes times. */
function time(i: number, micros: number): string {
  const all = 1_748_400_000_000_000 + i * 21_000_007 + micros;
  const ms = Math.floor(all / 1000);
  return new Date(ms).toISOString().slice(0, -1) + String(all - ms * 1000).padStart(3, "0");
}
