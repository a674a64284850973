import type { Chapter, Chat } from "../chat.ts";
import { answered, assistant, call, customInstructions, opening, user } from "../turns.ts";
import { uuid } from "../ids.ts";

/** Writing: a poem in three versions, hidden instructions and a memory, a document on the canvas. */
export function words(): Chapter {
  return { chats: [poem(), kitten(), newsletter()] };
}

function poem(): Chat {
  return {
    key: "poem",
    title: "A poem for the lighthouse keeper",
    start: "2024-02-10T22:47:31Z",
    model: "gpt-4",
    turns: [
      opening(),
      user(
        'My grandfather kept a lighthouse. He turns ninety on Sunday. Four lines, please, that do not rhyme "sea" with "me".',
      ),
      assistant("O keeper of the lonely light,\nyou watched the waves both day and night,\n…", { as: "first version" }),
      assistant("For ninety years the dark has come,\nand every time you said: not here.", {
        as: "second version",
        after: "1",
      }),
      assistant(
        "He wound the light as others wind a clock,\nand ships he never met came safely by.\nTonight they pass, with all their " +
          "windows lit,\nand slow a little, as one nods to age.",
        { as: "third version", after: "1", wait: 31 },
      ),
      user("The third. I will read it to him.", { as: "chosen" }),
      assistant("Read it slowly. And leave a pause before the last line: that is where the ships slow down.", {
        as: "advice",
      }),
    ],
  };
}

function kitten(): Chat {
  return {
    key: "kitten",
    title: "Kitten names",
    start: "2025-06-21T12:00:09Z",
    model: "gpt-4o",
    turns: [
      opening(),
      customInstructions(
        "Preferred name: Juniper\nRole: bookbinder\nOther Information: I live above a tram depot with too many plants.",
        'Be warm, be brief, never start with "Certainly".',
      ),
      user("The shelter says we can fetch the kitten on Tuesday! Grey, one white paw. I need a name by then."),
      assistant(
        "From the workshop: **Vellum**, **Folio**, **Quire**. From the paw: **Inkwell** (the one that was never dipped). From " +
          "the tram: **Bell**, for how she will announce breakfast.",
      ),
      user("Quire it is. Please remember her name."),
      call("bio", "Has a grey kitten named Quire with one white paw."),
      answered("bio", "Model set context updated."),
      assistant("Quire, remembered. May she be well folded and badly behaved."),
    ],
  };
}

function newsletter(): Chat {
  const document =
    "# The Depot Leaf\n\n*Summer number*\n\nThe lime trees on Tram Street were pruned, and have forgiven us.\n\n" +
    "## Dates\n\n- 12 July: courtyard supper, bring a chair\n- 19 July: swap your seedlings\n";
  const id = uuid("newsletter document");
  return {
    key: "newsletter",
    title: "Newsletter for the courtyard",
    start: "2025-07-01T17:20:00Z",
    model: "gpt-4o",
    fields: { gizmo_id: "g-p-6863c2a90d5881919bd0", gizmo_type: "snorlax", is_archived: true },
    turns: [
      opening(),
      user(
        "Write a one-page newsletter for our courtyard: pruned lime trees, supper on 12 July, seedling swap on the 19th.",
      ),
      call(
        "canmore.create_textdoc",
        JSON.stringify({ name: "The Depot Leaf", type: "document", content: document }),
        { metadata: { canvas: { textdoc_id: id, textdoc_type: "document", title: "The Depot Leaf", version: 1 } } },
      ),
      answered("canmore.create_textdoc", `Successfully created text document with \`textdoc_id\` \`${id}\``),
      assistant("It is on the canvas: short, so that it fits beside the letterboxes."),
      user("Make the supper sound less like an order."),
      call(
        "canmore.update_textdoc",
        JSON.stringify({
          updates: [{ pattern: "bring a chair", multiple: false, replacement: "a chair helps, an appetite is enough" }],
        }),
        { metadata: { canvas: { textdoc_id: id, textdoc_type: "document", title: "The Depot Leaf", version: 2 } } },
      ),
      answered("canmore.update_textdoc", `Successfully updated text document with \`textdoc_id\` \`${id}\``),
      assistant("Softer now: *a chair helps, an appetite is enough.*"),
    ],
  };
}
