/**
 * What is counted over conversations: one tally a day, weeks and months by adding days up.
 *
 * @module
 */
import { sentimentLabel } from "../categorize/value.ts";
import { Distribution } from "./distribution.ts";
import { type Listed, Listing } from "./listing.ts";
import type { Summary } from "./summary.ts";
import { UserSet } from "./user_set.ts";
import { weekdayOf, type Zone } from "./zone.ts";

/** Counts of one label. */
export class Group {
  conversations = 0;
  messages = 0;
  readonly users: UserSet = new UserSet();

  merge(other: Group): void {
    this.conversations += other.conversations;
    this.messages += other.messages;
    this.users.merge(other.users);
  }
}

/** Labels with their counts. At most so many are kept apart: a model may propose anything. */
export class Groups {
  readonly all: Map<string, Group> = new Map();

  of(name: string): Group {
    let group = this.all.get(name);
    if (!group) this.all.set(name, group = new Group());
    return group;
  }

  merge(other: Groups): void {
    for (const [name, group] of other.all) this.of(name).merge(group);
  }
}

/** Counts over the conversations that began in a period. Whole numbers all: the order in which they come changes nothing. */
export class Tally {
  conversations = 0;
  messages = 0;
  userMessages = 0;
  assistantMessages = 0;
  statusKnown = 0;
  resolved = 0;
  positive = 0;
  neutral = 0;
  negative = 0;
  /** Sum of sentiments, in thousandths. */
  felt = 0;
  readonly users: UserSet = new UserSet();
  readonly resolvedUsers: UserSet = new UserSet();
  readonly perConversation: Distribution = new Distribution();
  readonly firstResponse: Distribution = new Distribution();
  readonly reply: Distribution = new Distribution();
  readonly resolution: Distribution = new Distribution();
  readonly topics: Groups = new Groups();
  readonly intents: Groups = new Groups();
  readonly languages: Groups = new Groups();
  readonly proposed: Groups = new Groups();
  /** Messages of users by weekday (Monday first) and hour. */
  readonly hours: Uint32Array = new Uint32Array(7 * 24);
  readonly listing: Listing;

  constructor(listed: number) {
    this.listing = new Listing(listed);
  }

  /** `user`: the number of the conversation's user; absent where nobody is named. */
  add(summary: Summary, user: number | undefined, zone: Zone): void {
    this.conversations++;
    this.messages += summary.messages;
    this.userMessages += summary.userMessages;
    this.assistantMessages += summary.assistantMessages;
    if (user !== undefined) this.users.add(user);
    this.perConversation.add(summary.messages);
    if (summary.firstResponseMs !== undefined) this.firstResponse.add(summary.firstResponseMs);
    for (const ms of summary.replyMs) this.reply.add(ms);
    if (summary.resolved !== undefined) this.statusKnown++;
    if (summary.resolved) {
      this.resolved++;
      if (user !== undefined) this.resolvedUsers.add(user);
      if (summary.resolutionMs !== undefined) this.resolution.add(summary.resolutionMs);
    }
    this.#addCategories(summary, user);
    for (const at of summary.userTimes) {
      const { day, hour } = zone.place(at);
      this.hours[(weekdayOf(day) - 1) * 24 + hour]++;
    }
    this.listing.add(listedOf(summary));
  }

  #addCategories({ categories, whole, language, messages }: Summary, user: number | undefined): void {
    const count = (groups: Groups, name: string | null, conversations: number, said: number): void => {
      if (name === null) return;
      const group = groups.of(name);
      group.conversations += conversations;
      group.messages += said;
      if (user !== undefined) group.users.add(user);
    };
    count(this.languages, language, 1, messages);
    if (whole) {
      count(this.topics, whole.topic, 1, 0);
      count(this.intents, whole.intent, 1, 0);
    }
    for (const { topic, intent, sentiment, proposedLabel } of categories) {
      count(this.topics, topic, 0, 1);
      count(this.intents, intent, 0, 1);
      count(this.proposed, proposedLabel, 0, 1);
      if (sentiment === null) continue;
      this.felt += Math.round(sentiment * 1000);
      this[sentimentLabel(sentiment)!]++;
    }
  }

  merge(other: Tally): void {
    for (const name of COUNTS) this[name] += other[name];
    this.users.merge(other.users);
    this.resolvedUsers.merge(other.resolvedUsers);
    for (const name of ["perConversation", "firstResponse", "reply", "resolution"] as const) {
      this[name].merge(other[name]);
    }
    for (const name of ["topics", "intents", "languages", "proposed"] as const) this[name].merge(other[name]);
    for (let i = 0; i < this.hours.length; i++) this.hours[i] += other.hours[i];
    this.listing.merge(other.listing);
  }
}

const COUNTS = [
  "conversations",
  "messages",
  "userMessages",
  "assistantMessages",
  "statusKnown",
  "resolved",
  "positive",
  "neutral",
  "negative",
  "felt",
] as const;

function listedOf({ id, title, at, user, messages, whole, language, status, firstResponseMs }: Summary): Listed {
  return {
    id,
    title,
    at: at ?? null,
    user: user ?? null,
    messages,
    topic: whole?.topic ?? null,
    intent: whole?.intent ?? null,
    sentiment: whole?.sentiment ?? null,
    language,
    status: status ?? null,
    firstResponseSeconds: firstResponseMs === undefined ? null : firstResponseMs / 1000,
  };
}
