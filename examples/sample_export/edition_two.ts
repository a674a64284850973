/**
 * What happened to the sample account between its two exports.
 *
 * @module
 */
import { type Chapter, type Chat, DEFAULT_WAIT, type Turn } from "./chat.ts";
import { nightTrain } from "./chapters/travel.ts";
import { assistant, user } from "./turns.ts";

/**
 * The chapters as they stand some weeks later: in "sourdough" the last answer was asked for again, one message was
 * deleted and the talk goes on; "kitten" has a new title; "night train" is new; "tides" was deleted online. The rest
 * is untouched.
 */
export function weeksLater(chapters: Chapter[]): Chapter[] {
  const changed = chapters.map((chapter) => ({
    ...chapter,
    chats: chapter.chats.filter((chat) => chat.key !== "tides").map((chat) => {
      if (chat.key === "sourdough") return bakedAgain(chat);
      if (chat.key === "kitten") return { ...chat, title: "Names for Quire", touched: "2026-07-01T08:00:00Z" };
      return chat;
    }),
  }));
  return [...changed, { chats: [nightTrain()] }];
}

function bakedAgain(chat: Chat): Chat {
  const turns = without(labelled(chat), "first guess");
  return {
    ...chat,
    touched: "2026-07-05T10:30:00Z",
    turns: [
      ...turns,
      assistant(
        "Gerald did his best with what he was given: seventeen degrees and no encouragement. Praise him, then warm him.",
        {
          as: "kinder",
          after: "gerald",
          wait: 33,
        },
      ),
      user("It ROSE. Gerald is vindicated. 🥖", { as: "risen", wait: 86_000 }),
      assistant("All hail Gerald. Cut it only when it has stopped singing: that crackle is the crust cooling.", {
        as: "hail",
      }),
    ],
  };
}

/** The chat with the running numbers written down as labels, so that leaving out a turn renames no other. */
function labelled(chat: Chat): Turn[] {
  return chat.turns.map((turn, i) => ({ ...turn, as: turn.as ?? String(i) }));
}

/** The turns without one; what follows keeps its time. */
function without(turns: Turn[], label: string): Turn[] {
  const at = turns.findIndex((turn) => turn.as === label);
  const [gone, next] = [turns[at], turns[at + 1]];
  const later = { ...next, wait: (next.wait ?? DEFAULT_WAIT) + (gone.wait ?? DEFAULT_WAIT) };
  return [...turns.slice(0, at), later, ...turns.slice(at + 2)];
}
