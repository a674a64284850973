import type { Chapter, Chat, SampleAsset } from "../chat.ts";
import { fileId } from "../ids.ts";
import { breadCrumb, png } from "../pictures.ts";
import { assistant, imagePart, opening, user, userWith } from "../turns.ts";

/** Food: an uploaded photo, an answer asked for twice, a custom GPT. */
export function kitchen(): Chapter {
  const crumb: SampleAsset = {
    id: fileId("crumb photo"),
    chat: "sourdough",
    name: "my loaf, cut.png",
    mediaType: "image/png",
    bytes: png(160, 120, breadCrumb),
  };
  return { chats: [sourdough(crumb), cheese()], assets: [crumb] };
}

function sourdough(crumb: SampleAsset): Chat {
  return {
    key: "sourdough",
    title: "Why is my sourdough flat?",
    start: "2025-11-16T09:03:44Z",
    model: "gpt-4o",
    fields: { is_starred: true },
    turns: [
      opening(),
      userWith(
        [imagePart(`sediment://${crumb.id}`, crumb.bytes.length, 160, 120, { sanitized: false })],
        "My third loaf. It tastes wonderful and looks like a discus. What went wrong?",
        {
          metadata: {
            attachments: [{
              id: crumb.id,
              name: crumb.name,
              size: crumb.bytes.length,
              mime_type: crumb.mediaType,
              width: 160,
              height: 120,
              source: "local",
            }],
          },
        },
      ),
      assistant(
        "Handsome crust! The crumb has a few big holes in a tight body: that is **under-fermented** dough. It went into the " +
          "oven before the yeast had done its work.",
        { as: "first guess" },
      ),
      assistant(
        "What a crust! Look at the crumb, though: large tunnels near the top, dense below. That pattern says **under-fermented**." +
          '\n\nTry this once:\n\n- dough at 25 °C, not "room temperature" (what is your kitchen in November? 18 °C?)\n- wait ' +
          "until it has grown by *three quarters* and trembles when you nudge the bowl\n- only then shape",
        { as: "second guess", after: "1", wait: 25 },
      ),
      user("17 °C, I just measured. So how long should the bulk rise take?", { as: "how long" }),
      assistant(
        "At 17 °C, nine to eleven hours; at 25 °C, about five. Mark the starting height on the bowl with tape and trust the " +
          "tape, not the clock.",
        { as: "eleven hours" },
      ),
      user("Overnight then. My starter is called Gerald, by the way.", { as: "gerald" }),
      assistant("Please tell Gerald that nobody blames him. Seventeen degrees would make anyone slow.", {
        as: "blameless",
      }),
    ],
  };
}

function cheese(): Chat {
  return {
    key: "cheese",
    title: "A cheese board for five",
    start: "2025-12-29T16:48:05Z",
    model: "gpt-4o",
    fields: { gizmo_id: "g-4kQm2vXyT", gizmo_type: "gpt", conversation_template_id: "g-4kQm2vXyT" },
    turns: [
      opening(),
      user('Five guests, one of whom "hates blue". Thirty euros.', { metadata: { gizmo_id: "g-4kQm2vXyT" } }),
      assistant(
        "Five guests, three cheeses and a surprise:\n\n1. a **young goat's cheese**, rolled in ash\n2. a **mountain cheese** of " +
          "at least twelve months\n3. something **washed-rind** that smells worse than it is\n\nThe surprise: a mild blue, served " +
          "unlabelled on warm fig bread. People hate the *word* blue.",
        { metadata: { gizmo_id: "g-4kQm2vXyT" } },
      ),
      user("Update: he had thirds.", { wait: 190_000, metadata: { gizmo_id: "g-4kQm2vXyT" } }),
      assistant("They always do.", { metadata: { gizmo_id: "g-4kQm2vXyT" } }),
    ],
  };
}
