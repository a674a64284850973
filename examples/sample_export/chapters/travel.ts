import type { Chapter, Chat } from "../chat.ts";
import { answered, assistant, call, citing, opening, user } from "../turns.ts";

/** Trips: an edited question, a web search with cited pages. */
export function travel(): Chapter {
  return { chats: [lisbon(), swifts()] };
}

function lisbon(): Chat {
  return {
    key: "lisbon",
    title: "Three slow days in Lisbon",
    start: "2025-09-03T18:22:10Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("I have three days in Lisbon in October. What should I not miss?", { as: "first question" }),
      assistant(
        "Three days is a good length. A classic round:\n\n1. **Alfama** and the castle, early\n2. **Belém**: the monastery, " +
          "the tower, pastéis while they are warm\n3. A day trip to **Sintra**\n\nShall I put times on it?",
        { as: "first answer" },
      ),
      user(
        "I have three days in Lisbon in October with my mother, who is 74 and walks slowly. What should we not miss?",
        { as: "edited question", after: "0", wait: 140 },
      ),
      assistant(
        "Then let us plan around sitting down well.\n\n**Day 1 – Baixa, flat ground.** Coffee at the arcades, the lift up " +
          "to the ruined church, lunch outdoors. Tram home before four, when it fills.\n\n**Day 2 – Belém by taxi.** The " +
          "cloister at opening time (there are benches on the shady side), then pastéis, then a long look at the river.\n\n" +
          "**Day 3 – One garden.** The greenhouse in the park is cool, level and full of places to rest.\n\nSkip the castle: " +
          "the view from the miradouro with the kiosk is as good, and a taxi stops at the gate.",
        { as: "gentle plan" },
      ),
      user("She loves tiles. Is the tile museum manageable?"),
      assistant(
        "Yes, and it may be the best two hours of the trip. It is a former convent: most rooms are on two floors joined by a " +
          "lift, and the café sits in the winter garden. Go on a weekday after two, when the school groups have left.",
      ),
      user("Put that in, and give me the whole thing as a table I can print."),
      assistant(
        "| | Morning | Lunch | Afternoon |\n|---|---|---|---|\n| **Fri** | Arcades, lift to the church | Outdoors in Baixa | " +
          "Tram home early |\n| **Sat** | Cloister at 9:30 | Pastéis count as lunch | Tile museum, café |\n| **Sun** | " +
          "Greenhouse | Kiosk with the view | Slow goodbye, ferry there and back |\n\nThe ferry costs little, has seats by the " +
          "window, and gives you the whole city in ten minutes.",
      ),
      user("The ferry was her favourite. Thank you from both of us! 🧡", { wait: 3_110_000 }),
      assistant("That makes my day. A city seen from the water is a city forgiven for its hills. 🧡"),
    ],
  };
}

function swifts(): Chat {
  const pages = [
    {
      title: "When swifts leave – Garden Birds Almanac",
      url: "https://birds.example.org/almanac/swifts-leaving",
      snippet: "Most swifts are gone by the second week of August; late broods stay into September.",
    },
    {
      title: "Ringing results 2024",
      url: "https://rings.example.org/results/2024",
      snippet: "A ringed adult crossed 3,100 km in nine days.",
    },
  ];
  return {
    key: "swifts",
    title: "When do the swifts leave?",
    start: "2025-08-01T06:40:00Z",
    model: "gpt-4o",
    fields: { safe_urls: pages.map((page) => page.url) },
    turns: [
      opening(),
      user("It has gone quiet above the church tower. When do swifts leave, and where do they go?"),
      call("web.run", '{"search_query":[{"q":"when do common swifts leave central Europe"}]}'),
      answered("web.run", "", {
        metadata: { search_queries: [{ type: "search", q: "when do common swifts leave central Europe" }] },
      }),
      citing(
        "Early August is right on time: most are gone by the second week of the month, only late broods stay on.[[1]] " +
          "They fly to central and southern Africa, and they do not dawdle: one ringed bird covered 3,100 km in nine days." +
          "[[2]]\n\nThe silence you hear is the sound of them being *somewhere over the Sahara*. 🪶",
        pages,
      ),
      user("Do they really sleep in the air?"),
      citing(
        "They do: they climb at dusk and glide half asleep through the night. Outside the nesting season a swift may not " +
          "land for ten months.[[1]]",
        pages.slice(0, 1),
      ),
    ],
  };
}

/** A chat that the first edition does not have yet. */
export function nightTrain(): Chat {
  return {
    key: "night train",
    title: "Packing for the night train",
    start: "2026-07-02T20:05:30Z",
    model: "gpt-5",
    turns: [
      opening(),
      user("Night train on Friday, one small bag. What do I always forget?"),
      assistant(
        "The three things nobody packs and everybody misses: **earplugs**, a **safety pin** (for the curtain that does not " +
          "close), and **slippers** for the corridor. Then water, and something to share: it is how night trains become stories.",
      ),
      user("Slippers! Yes. And the cat?"),
      assistant("The cat gets your unwashed jumper, the neighbour gets the key, and you get a photo each evening. 🐈"),
    ],
  };
}
