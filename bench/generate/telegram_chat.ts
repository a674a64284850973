/**
 * Invented Telegram chats, piece by piece, as Telegram Desktop writes them.
 *
 * @module
 */
import { type Series, series } from "./random.ts";
import type { Pools } from "./words.ts";

/** Which chat to make. */
export interface ChatOptions {
  seed: number;
  /** Running number; the chat's id comes from it. */
  index: number;
  pools: Pools;
  /** About as many bytes. */
  bytes: number;
  /** The owner's id and name. */
  owner: { id: number; name: string };
}

/** What a correct reader must find in it. */
export interface ChatFacts {
  messages: number;
  /** Messages with a text. */
  texts: number;
  /** Code points of all texts. */
  characters: number;
  /** Messages of the owner. */
  own: number;
}

const PERSONAL = 8;

/** The chat as JSON, in pieces of a few hundred messages. */
export function* telegramChat({ seed, index, pools, bytes, owner }: ChatOptions, facts: ChatFacts): Generator<string> {
  const random = series(seed * 7919 + index);
  const isGroup = index % 10 >= PERSONAL;
  const peer = 10_000_000 + index;
  const name = pools.titles[index % pools.titles.length];
  const people = isGroup
    ? [
      owner,
      ...Array.from({ length: 2 + random.below(5) }, (_, i) => ({
        id: 50_000_000 + index * 10 + i,
        name: JSON.parse(`"${random.pick(pools.titles).json}"`) as string,
      })),
    ]
    : [owner, { id: peer, name: JSON.parse(`"${name.json}"`) as string }];
  const speakers = people.map((one) => `     "from": ${JSON.stringify(one.name)},\n     "from_id": "user${one.id}",\n`);
  yield `   {\n    "name": "${name.json}",\n    "type": "${isGroup ? "private_supergroup" : "personal_chat"}",\n` +
    `    "id": ${peer},\n    "messages": [\n`;
  let written = 0;
  let second = 1_500_000_000 + random.below(10_000_000);
  let speaker = 0;
  for (let id = 1; written < bytes;) {
    let piece = "";
    for (let n = 0; n < 200 && written + piece.length < bytes; n++, id++) {
      second += random.below(100) < 4 ? 3600 + random.below(200_000) : random.below(90);
      if (random.below(100) < 55) speaker = random.below(people.length);
      piece += (id === 1 ? "" : ",\n") + message(random, pools, id, second, speakers[speaker], facts);
      facts.messages++;
      if (speaker === 0) facts.own++;
    }
    written += piece.length;
    yield piece;
  }
  yield "\n    ]\n   }";
}

function message(
  random: Series,
  pools: Pools,
  id: number,
  second: number,
  speaker: string,
  facts: ChatFacts,
): string {
  const head =
    `    {\n     "id": ${id},\n     "type": "message",\n     "date": "${
      new Date(second * 1000).toISOString().slice(0, 19)
    }",\n     "date_unixtime": "${second}",\n` + speaker;
  const kind = random.below(100);
  if (kind < 3) {
    return `${head}     "file": "stickers/sticker (${random.below(40)}).webp",\n     "thumbnail": ` +
      `"stickers/sticker.jpg",\n     "media_type": "sticker",\n     "sticker_emoji": "🙂",\n     "width": 512,\n     ` +
      `"height": 512,\n     "text": "",\n     "text_entities": []\n    }`;
  }
  const photo = kind < 8
    ? `     "photo": "(File not included. Change data exporting settings to download.)",\n     "width": 1280,\n` +
      `     "height": 960,\n`
    : "";
  const reply = kind >= 90 && id > 1
    ? `     "reply_to_message_id": ${id - 1 - random.below(Math.min(id - 1, 20))},\n`
    : "";
  const pool = random.below(10) < 6 ? pools.sentences : pools.foreign;
  let json = "";
  let characters = 0;
  for (let n = 1 + Math.floor(random.next() ** 3 * 6); n > 0; n--) {
    const piece = random.pick(pool);
    json += piece.json;
    characters += piece.characters;
  }
  facts.texts++;
  if (kind >= 8 && kind < 14) {
    facts.characters += characters + 20;
    const link = '"https://example.org"';
    return `${head}${photo}${reply}     "text": [\n      "${json} ",\n      {\n       "type": "link",\n       "text": ` +
      `${link}\n      },\n      ""\n     ],\n     "text_entities": [\n      {\n       "type": "plain",\n       ` +
      `"text": "${json} "\n      },\n      {\n       "type": "link",\n       "text": ${link}\n      },\n      {\n` +
      `       "type": "plain",\n       "text": ""\n      }\n     ]\n    }`;
  }
  facts.characters += characters;
  return `${head}${photo}${reply}     "text": "${json}",\n     "text_entities": [\n      {\n       "type": "plain",\n` +
    `       "text": "${json}"\n      }\n     ]\n    }`;
}
