import type { Chapter, Chat } from "../chat.ts";
import { answered, assistant, call, opening, user } from "../turns.ts";

/** What old and new exports also hold: old citation marks, an unknown kind of content, a cut-off answer, no title. */
export function odds(): Chapter {
  return { chats: [boatLore(), tides(), cutOff(), untitled()] };
}

function boatLore(): Chat {
  const mark = "【1†source】";
  const answer =
    `From the idea that the sea keeps a ledger of every name${mark}. To change one you strike it out first: every ` +
    "trace of the old name goes overboard, then you ask politely, then you pour something good.";
  return {
    key: "boat lore",
    title: "Is it bad luck to rename a boat?",
    start: "2023-11-21T08:09:10Z",
    model: "gpt-4",
    turns: [
      opening(),
      user("My uncle says renaming a boat is bad luck. Where does that come from?"),
      call("browser", 'search("renaming a boat bad luck origin")'),
      {
        ...answered("browser", ""),
        content: {
          content_type: "tether_quote",
          url: "https://harbour.example.org/lore/names",
          domain: "harbour.example.org",
          title: "Names on the water",
          text: "A vessel's name was held to be written in a ledger kept by the sea itself.",
          tether_id: null,
        },
      },
      assistant(
        answer,
        {
          metadata: {
            citations: [{
              start_ix: answer.indexOf(mark),
              end_ix: answer.indexOf(mark) + mark.length,
              citation_format_type: "tether_og",
              metadata: {
                type: "webpage",
                title: "Names on the water",
                url: "https://harbour.example.org/lore/names",
                text: "A vessel's name was held to be written in a ledger kept by the sea itself.",
                pub_date: null,
              },
            }],
          },
        },
      ),
      user('What was poured for the "Wet Biscuit"?'),
      assistant("Given the name: tea."),
    ],
  };
}

function tides(): Chat {
  return {
    key: "tides",
    title: "Tide table for Saturday",
    start: "2026-05-22T07:30:00Z",
    model: "gpt-5",
    turns: [
      opening(),
      user("When is low tide on Saturday? I want to walk to the island."),
      {
        ...answered("tides", ""),
        content: {
          content_type: "tide_chart_widget",
          version: 2,
          place: "Little Harbour",
          caption: "Low 06:12 and 18:41, high 12:20",
          levels: [{ time: "06:12", metres: 0.4 }, { time: "12:20", metres: 5.1 }, { time: "18:41", metres: 0.6 }],
        },
      },
      assistant(
        "Low water is at 06:12 and 18:41. Leave by five with the morning one, and be back on the shore by half past seven.",
      ),
      user("Five in the morning?!"),
      assistant("The sea does not do lie-ins. The evening low is yours, if you take a torch for the way back."),
    ],
  };
}

function cutOff(): Chat {
  return {
    key: "cut off",
    title:
      "The very long story of the button: the whole history, told from the beginning, with all its detours, asides and corrections / part one",
    start: "2025-03-14T23:58:00Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("Tell me the history of the button. Leave nothing out."),
      assistant(
        "In the beginning there was the toggle, and before the toggle there was the thorn. Nobody knows who first",
        {
          status: "in_progress",
          endTurn: false,
          metadata: { finish_details: { type: "interrupted", reason: "client_stopped" }, is_complete: false },
        },
      ),
    ],
  };
}

function untitled(): Chat {
  return {
    key: "untitled",
    title: null,
    start: "2024-12-31T23:59:58Z",
    model: "gpt-4o-mini",
    turns: [opening(), user("happy new year"), assistant("And to you! May it be a good one. 🎆")],
  };
}
