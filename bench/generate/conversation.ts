/**
 * Conversation objects as JSON text: a tree with abandoned branches, most conversations short, some very long.
 *
 * @module
 */
import {
  assistantMessage,
  type MadeMessage,
  type Source,
  systemMessage,
  thoughtsMessage,
  toolMessages,
  userMessage,
} from "./message.ts";
import { type Series, series } from "./random.ts";
import type { Pools } from "./words.ts";

/** What a correct reader finds. */
export interface Facts {
  conversations: number;
  /** Nodes with a message, branches included. */
  messages: number;
  /** Messages on the canonical threads. */
  threadMessages: number;
  /** Unicode code points of the texts on the canonical threads. */
  threadCharacters: number;
}

/** How one conversation is made. */
export interface ConversationOptions {
  seed: number;
  index: number;
  pools: Pools;
  /** Goes on until the JSON is about this long; else the length is drawn. */
  bytes?: number;
  /** Appends an exchange and moves the update time, as if it had been continued later. */
  continued?: boolean;
}

interface Tree {
  ids: string[];
  parents: (string | null)[];
  messages: (MadeMessage | null)[];
}

interface Frame {
  before: string;
  after: string;
}

/** One conversation: its JSON text, and what is in it. */
export function conversationJson(options: ConversationOptions): { json: string } & Omit<Facts, "conversations"> {
  const random = series(
    Math.imul(options.seed, 0x9e3779b1) ^ Math.imul(options.index + 1, 0x85ebca6b),
    options.index,
  );
  const source: Source = {
    random,
    pools: options.pools,
    model: random.pick(["gpt-4o", "gpt-4o", "gpt-5", "o3", "gpt-4"]),
    foreign: random.next() < 0.12 ? 0.9 : 0.01,
  };
  const start = 1_672_531_200 + random.next() * 110_000_000;
  const root = random.uuid();
  const tree: Tree = { ids: [root], parents: [null], messages: [null] };
  let tip = put(tree, root, systemMessage(source, start));
  let at = start;
  let size = 0;
  const exchanges = Math.max(1, Math.min(400, Math.round(Math.exp(1.6 + 1.2 * random.normal()))));
  const long = options.bytes ?? 0;
  for (let i = 0; long === 0 ? i < exchanges : size < long; i++) {
    const before = tree.ids.length;
    tip = exchange(tree, source, tip, at, long === 0 ? 1 : 40);
    at += 40 + random.below(600);
    for (let node = before; node < tree.ids.length; node++) size += tree.messages[node]!.json.length + 200;
  }
  const around = frame(random, source, options);
  if (options.continued) {
    at += 1_000_000;
    tip = exchange(tree, { ...source, random: series(options.seed + options.index + 7, options.index) }, tip, at, 1);
  }
  return finish(tree, tip, around, start, at);
}

function put(tree: Tree, parent: string, message: MadeMessage): string {
  tree.ids.push(message.id);
  tree.parents.push(parent);
  tree.messages.push(message);
  return message.id;
}

/** A question and its answer, sometimes edited or asked for again; returns the new end of the thread. */
function exchange(tree: Tree, source: Source, from: string, at: number, scale: number): string {
  const { random } = source;
  if (random.next() < 0.04) {
    const abandoned = put(tree, from, userMessage(source, at - 20));
    put(tree, abandoned, assistantMessage(source, at - 10, abandoned));
  }
  let tip = put(tree, from, userMessage(source, at));
  if (random.next() < 0.2) {
    for (let runs = 1 + random.below(3); runs > 0; runs--) {
      for (const made of toolMessages(source, at + 3, scale * Math.exp(5.8 + random.normal()))) {
        tip = put(tree, tip, made);
      }
    }
  }
  if (random.next() < 0.15) tip = put(tree, tip, thoughtsMessage(source, at + 6));
  if (random.next() < 0.06) put(tree, tip, assistantMessage(source, at + 8, tip));
  return put(tree, tip, assistantMessage(source, at + 12, tip));
}

/** What stands before and after the tree. */
function frame(random: Series, source: Source, options: ConversationOptions): Frame {
  const id = random.uuid();
  const title = random.pick(source.pools.titles).json;
  const urls = Array.from({ length: random.below(4) }, () => `"https://site-${random.below(900)}.example.org/"`);
  return {
    before: `{"title": "${title} ${options.index}", `,
    after: `"plugin_ids": null, "conversation_id": "${id}", "conversation_template_id": null, "gizmo_id": null, ` +
      `"gizmo_type": null, "is_archived": ${random.below(20) === 0}, "is_starred": null, "safe_urls": [${
        urls.join(", ")
      }], ` +
      `"blocked_urls": [], "default_model_slug": "${source.model}", "conversation_origin": null, "is_read_only": null, ` +
      `"voice": null, "async_status": null, "disabled_tool_ids": [], "is_do_not_remember": false, "memory_scope": ` +
      `"global_enabled", "context_scopes": null, "sugar_item_id": null, "sugar_item_visible": false, "pinned_time": null, ` +
      `"is_study_mode": false, "owner": null, "id": "${id}"}`,
  };
}

function finish(
  tree: Tree,
  tip: string,
  around: Frame,
  start: number,
  end: number,
): { json: string } & Omit<Facts, "conversations"> {
  const children = new Map<string, string>();
  const place = new Map<string, number>();
  tree.ids.forEach((id, i) => {
    place.set(id, i);
    const parent = tree.parents[i];
    if (parent === null) return;
    const known = children.get(parent);
    children.set(parent, known === undefined ? `"${id}"` : `${known}, "${id}"`);
  });
  let json = `${around.before}"create_time": ${start.toFixed(6)}, "update_time": ${
    (end + 20).toFixed(6)
  }, "mapping": {`;
  tree.ids.forEach((id, i) => {
    const parent = tree.parents[i];
    json +=
      `${i === 0 ? "" : ", "}"${id}": {"id": "${id}", "message": ${tree.messages[i]?.json ?? "null"}, "parent": ` +
      `${parent === null ? "null" : `"${parent}"`}, "children": [${children.get(id) ?? ""}]}`;
  });
  let [threadMessages, threadCharacters] = [0, 0];
  for (let at: string | null = tip; at !== null; at = tree.parents[place.get(at)!]) {
    const message = tree.messages[place.get(at)!];
    if (message === null) continue;
    threadMessages++;
    threadCharacters += message.characters;
  }
  json += `}, "moderation_results": [], "current_node": "${tip}", ${around.after}`;
  return { json, messages: tree.ids.length - 1, threadMessages, threadCharacters };
}
