/**
 * Message objects with the keys and sizes of real ones, as JSON text.
 *
 * @module
 */
import type { Series } from "./random.ts";
import type { Piece, Pools } from "./words.ts";

/** A message as JSON and what a reader of its words must count. */
export interface MadeMessage {
  id: string;
  json: string;
  /** Unicode code points of its text. */
  characters: number;
}

/** What messages are made of. */
export interface Source {
  random: Series;
  pools: Pools;
  model: string;
  /** Share of sentences in other scripts, from 0 to 1. */
  foreign: number;
}

/** About `length` characters of prose, with code where `code` says so. */
export function prose({ random, pools, foreign }: Source, length: number, code = false): Piece {
  let json = "";
  let characters = 0;
  const add = (piece: Piece) => {
    json += piece.json;
    characters += piece.characters;
  };
  while (characters < length) {
    add(random.pick(random.next() < foreign ? pools.foreign : pools.sentences));
    const next = random.next();
    if (next < 0.2) add(random.pick(pools.breaks));
    else if (code && next < 0.26) {
      add({ json: "\\n```python\\n", characters: 11 });
      for (let line = 4 + random.below(14); line > 0; line--) add(random.pick(pools.code));
      add({ json: "```\\n", characters: 4 });
    }
  }
  return { json, characters };
}

function message(
  id: string,
  author: string,
  at: number,
  content: string,
  metadata: string,
  rest: { recipient?: string; endTurn?: string; weight?: string; channel?: string } = {},
): string {
  const { recipient = "all", endTurn = "null", weight = "1.0", channel = "null" } = rest;
  return `{"id": "${id}", "author": ${author}, "create_time": ${
    at.toFixed(6)
  }, "update_time": null, "content": ${content}, ` +
    `"status": "finished_successfully", "end_turn": ${endTurn}, "weight": ${weight}, "metadata": {${metadata}}, ` +
    `"recipient": "${recipient}", "channel": ${channel}}`;
}

const author = (role: string, name = "null") => `{"role": "${role}", "name": ${name}, "metadata": {}}`;
const text = (piece: Piece) => `{"content_type": "text", "parts": ["${piece.json}"]}`;

/** The hidden first message. */
export function systemMessage({ random }: Source, at: number): MadeMessage {
  const id = random.uuid();
  const hidden = '"is_visually_hidden_from_conversation": true';
  return {
    id,
    json: message(id, author("system"), at, text({ json: "", characters: 0 }), hidden, {
      endTurn: "true",
      weight: "0.0",
    }),
    characters: 0,
  };
}

/** A question. */
export function userMessage(source: Source, at: number): MadeMessage {
  const { random } = source;
  const id = random.uuid();
  const words = prose(source, Math.exp(4.2 + random.normal()), random.next() < 0.1);
  const metadata = `"selected_sources": [], "selected_github_repos": [], "selected_all_github_repos": false, ` +
    `"serialization_metadata": {"custom_symbol_offsets": []}, "request_id": "${random.uuid()}", "message_source": null, ` +
    `"turn_exchange_id": "${random.uuid()}", "timestamp_": "absolute", "paragen_variants_info": null`;
  return { id, json: message(id, author("user"), at, text(words), metadata), characters: words.characters };
}

/** An answer; every third cites pages it searched for. */
export function assistantMessage(source: Source, at: number, parent: string, length?: number): MadeMessage {
  const { random, model } = source;
  const id = random.uuid();
  const words = prose(source, length ?? Math.exp(6.3 + 0.9 * random.normal()), random.next() < 0.35);
  const searched = random.next() < 0.36;
  const metadata =
    `"finish_details": {"type": "stop", "stop_tokens": [200002]}, "is_complete": true, "citations": [], ` +
    `"content_references": ${
      searched ? references(source) : "[]"
    }, "message_type": "next", "model_slug": "${model}", ` +
    `"default_model_slug": "auto", "parent_id": "${parent}", "request_id": "${random.hex(16)}-FRA", ` +
    `"turn_exchange_id": "${random.uuid()}", "timestamp_": "absolute", "message_source": null, ` +
    (searched ? `"search_result_groups": ${resultGroups(source)}, ` : "") +
    `"model_switcher_deny": [{"slug": "o3", "context": "regenerate", "reason": "unsupported", "description": ""}], ` +
    `"safe_urls": [], "gizmo_id": null, "kwargs": {"message_id": "${random.uuid()}", "pending_message_id": null}`;
  return {
    id,
    json: message(id, author("assistant"), at, text(words), metadata, { endTurn: "true" }),
    characters: words.characters,
  };
}

/** The model's call of Python, and what it printed. */
export function toolMessages(source: Source, at: number, length: number): MadeMessage[] {
  const { random, pools, model } = source;
  const [call, result] = [random.uuid(), random.uuid()];
  let code = "";
  let codeCharacters = 0;
  for (let line = 6 + random.below(24); line > 0; line--) {
    const piece = random.pick(pools.code);
    code += piece.json;
    codeCharacters += piece.characters;
  }
  const output = prose(source, length);
  const run =
    `"aggregate_result": {"status": "success", "run_id": "${random.uuid()}", "start_time": ${at.toFixed(6)}, ` +
    `"update_time": ${(at + 1).toFixed(6)}, "code": "${code}", "end_time": ${(at + 1).toFixed(6)}, ` +
    `"final_expression_output": null, "in_kernel_exception": null, "system_exception": null, "messages": [{"message_type": ` +
    `"stream", "time": ${at.toFixed(6)}, "sender": "server", "stream_name": "stdout", "text": "done"}], ` +
    `"jupyter_messages": []}, "ada_visualizations": [], "model_slug": "${model}"`;
  const asked = `{"content_type": "code", "language": "python", "response_format_name": null, "text": "${code}"}`;
  const answered = `{"content_type": "execution_output", "text": "${output.json}"}`;
  return [
    {
      id: call,
      json: message(call, author("assistant"), at, asked, `"model_slug": "${model}", "message_type": "next"`, {
        recipient: "python",
        endTurn: "false",
      }),
      characters: codeCharacters,
    },
    {
      id: result,
      json: message(result, author("tool", '"python"'), at + 1, answered, run),
      characters: output.characters,
    },
  ];
}

/** Reasoning before an answer: it has no text of its own. */
export function thoughtsMessage(source: Source, at: number): MadeMessage {
  const { random, model } = source;
  const id = random.uuid();
  const steps = Array.from({ length: 1 + random.below(5) }, () => {
    const content = prose(source, 200 + random.below(500)).json;
    return `{"summary": "${
      random.pick(source.pools.titles).json
    }", "content": "${content}", "chunks": [], "finished": true}`;
  });
  const content = `{"content_type": "thoughts", "thoughts": [${
    steps.join(", ")
  }], "source_analysis_msg_id": "${random.uuid()}"}`;
  const metadata = `"model_slug": "${model}", "reasoning_status": "is_reasoning", "reasoning_title": "Thinking"`;
  return { id, json: message(id, author("assistant"), at, content, metadata, { endTurn: "false" }), characters: 0 };
}

function references(source: Source): string {
  const { random, pools } = source;
  return "[" + Array.from({ length: 1 + random.below(4) }, (_, i) => {
    const url = `https://site-${random.below(900)}.example.org/${random.hex(8)}?utm_source=chatgpt.com`;
    return `{"matched_text": "\\ue200cite\\ue202turn0search${i}\\ue201", "start_idx": ${i * 90}, "end_idx": ${
      i * 90 + 19
    }, ` +
      `"safe_urls": ["${url}"], "refs": [], "alt": "([site](${url}))", "prompt_text": null, "type": "grouped_webpages", ` +
      `"items": [{"title": "${random.pick(pools.titles).json}", "url": "${url}", "pub_date": null, "snippet": ` +
      `"${
        random.pick(pools.sentences).json
      }", "attribution_segments": null, "supporting_websites": [], "refs": []}], ` +
      `"fallback_items": null, "status": "done", "error": null, "style": null}`;
  }).join(", ") + "]";
}

function resultGroups(source: Source): string {
  const { random, pools } = source;
  return "[" + Array.from({ length: 4 + random.below(10) }, (_, i) => {
    const domain = `site-${random.below(900)}.example.org`;
    return `{"type": "search_result_group", "domain": "${domain}", "entries": [{"type": "search_result", "url": ` +
      `"https://${domain}/${random.hex(8)}", "title": "${random.pick(pools.titles).json}", "snippet": ` +
      `"${random.pick(pools.sentences).json}${
        random.pick(pools.sentences).json
      }", "ref_id": {"turn_index": 0, "ref_type": ` +
      `"search", "ref_index": ${i}}, "pub_date": null, "attribution": "${domain}"}]}`;
  }).join(", ") + "]";
}
