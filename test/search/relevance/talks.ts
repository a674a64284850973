/**
 * Two hundred invented messages, of fifty conversations: what each is about stands in its first two messages, the others
 * say what people say in any of them.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { message, talk } from "../support.ts";
import { OTHER_TOPICS } from "./other_topics.ts";
import { TOPICS } from "./topics.ts";

/** Said in every conversation. */
const FILLERS = [
  ["Thanks, that helps a lot!", "You're welcome! Is there anything else I can do for you?"],
  ["And what would you do in my place?", "It depends on how much time you have; I would take the first of the two."],
  ["ok", "Good luck with it, and tell me how it went."],
  ["Can you say that again, but shorter?", "In short: yes, it can be done, and the first way is the better one."],
  ["Why is that?", "Because that is how most people do it, and it is what works best in the end."],
  ["No, that is not what I meant.", "I'm sorry. Could you tell me a little more about what you have in mind?"],
  ["Great, let's go with that then.", "Perfect! Here is what you need to know before you begin with it tomorrow."],
] as const;

/** The conversations; their ids are the names of the topics. */
export const RELEVANCE_TALKS: readonly Conversation[] = Object.entries({ ...TOPICS, ...OTHER_TOPICS }).map(
  ([id, [title, asked, said]], i) => {
    const [thanks, closing] = FILLERS[i % FILLERS.length];
    const texts = [asked, said, thanks, closing];
    const messages = texts.map((text, n) =>
      message(`${id}-${n}`, text, {
        role: n % 2 === 0 ? "user" : "assistant",
        createdAt: Date.UTC(2024, 0, 1 + i, 9, n),
      })
    );
    return talk(id, messages, { title });
  },
);

/** Questions, and the conversation that each is about. */
export const QUESTIONS: readonly (readonly [question: string, topic: string])[] = [
  ["ferry to the island", "ferry"],
  ["when does the boat leave for Texel?", "ferry"],
  ["why is my bread so flat", "bread"],
  ["fermenting cabbage", "kraut"],
  ["how often should I water orchids", "orchid"],
  ["bike with a broken derailleur", "bicycle"],
  ["notice period for the flat", "rent"],
  ["landlord keeps the deposit", "deposit"],
  ["what did the vet say about the cat's teeth", "cat"],
  ["sql query too slow", "index"],
  ["git undo last commit", "git"],
  ["birthday present for my grandfather", "gift"],
  ["recpie with chickpeas", "curry"],
  ["learning the cello as an adult", "cello"],
  ["night trains from Vienna", "sleeper"],
  ["solar panels on the roof: worth it?", "solar"],
  ["verjaardag van mijn moeder", "gedicht"],
  ["running a marathon with a sore knee", "knee"],
  ["moon through a telescope", "telescope"],
  ["tax return for freelancers", "tax"],
];
