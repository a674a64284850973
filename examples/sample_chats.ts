/**
 * A small Telegram export of invented people.
 *
 * @module
 */

/** Noon of a Monday, in seconds. */
const START = 1_704_110_400;

const TALK: readonly (readonly [friend: string, ada: readonly string[]])[] = [
  ["Are you coming to the allotment on Saturday?", ["Yes!", "I'll bring the seedlings, all twelve of them"]],
  ["Which ones made it?", ["Tomatoes and two of the peppers", "The basil did not like my window"]],
  ["We can share the bed by the shed, it gets sun until six", ["Perfect, then the peppers go there"]],
  ["My number changed, by the way: +44 20 7946 0958", ["Saved. Write to ada@example.org if that one is off"]],
  ["Shall I ask Milo to help with the compost?", ["Please, and tell him there is cake", "The one with plums"]],
  ["He says he only comes for the cake", ["Then he turns the heap twice", "Fair is fair"]],
];

/** Writes it as one file, `result.json` in all but its name. */
export async function writeSampleChats(path: string): Promise<void> {
  const chats = ["Bea", "Cyril"].map((name, c) => {
    const messages: object[] = [];
    let at = START + c * 86_400;
    const say = (from: string, from_id: string, text: string) => {
      at += 40;
      messages.push({
        id: messages.length + 1,
        type: "message",
        date: new Date(at * 1000).toISOString().slice(0, 19),
        date_unixtime: String(at),
        from,
        from_id,
        text,
        text_entities: [{ type: "plain", text }],
      });
    };
    for (const [question, answers] of TALK) {
      say(name, `user${2002 + c}`, question);
      for (const answer of answers) say("Ada Own", "user1001", answer);
      if (c === 1) at += 600;
    }
    return { name, type: "personal_chat", id: 2002 + c, messages };
  });
  const data = {
    about: "Invented data.",
    personal_information: { user_id: 1001, first_name: "Ada", last_name: "Own" },
    chats: { about: "", list: chats },
  };
  await Deno.writeTextFile(path, JSON.stringify(data, null, 1));
}
