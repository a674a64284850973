/**
 * The kinds of messages an export holds, one function each.
 *
 * @module
 */
import type { Json, JsonObject } from "../../core/conversation.ts";
import type { Turn } from "./chat.ts";

/** What a turn may carry beside its words. */
export type More = Partial<Omit<Turn, "role" | "content">>;

/** Something a person wrote. */
export function user(text: string, more: More = {}): Turn {
  return { role: "user", content: { content_type: "text", parts: [text] }, wait: 90, ...more };
}

/** An answer in words. */
export function assistant(text: string, more: More = {}): Turn {
  return { role: "assistant", content: { content_type: "text", parts: [text] }, wait: 8, ...more };
}

/** A person's words with pictures or files before them. */
export function userWith(parts: Json[], text: string, more: More = {}): Turn {
  return { ...user("", more), content: { content_type: "multimodal_text", parts: [...parts, text] } };
}

/** The empty system message at the top of most conversations. */
export function opening(): Turn {
  return {
    role: "system",
    content: { content_type: "text", parts: [""] },
    weight: 0,
    endTurn: true,
    metadata: { is_visually_hidden_from_conversation: true },
  };
}

/** Custom instructions: sent with the conversation, hidden from it. */
export function customInstructions(profile: string, wishes: string): Turn {
  return {
    role: "user",
    content: { content_type: "user_editable_context", user_profile: profile, user_instructions: wishes },
    weight: 0,
    wait: 0,
    metadata: {
      is_visually_hidden_from_conversation: true,
      is_user_system_message: true,
      user_context_message_data: { about_user_message: profile, about_model_message: wishes },
    },
  };
}

/** The model calls a tool with text (often JSON). */
export function call(recipient: string, input: string, more: More = {}): Turn {
  return {
    role: "assistant",
    content: { content_type: "code", language: "unknown", response_format_name: null, text: input },
    recipient,
    endTurn: false,
    wait: 3,
    ...more,
  };
}

/** The model runs Python. */
export function python(code: string, more: More = {}): Turn {
  return call("python", code, more);
}

/** What Python printed, with the record of the run. */
export function printed(text: string, code: string, more: More = {}, messages: Json[] = []): Turn {
  return {
    role: "tool",
    name: "python",
    content: { content_type: "execution_output", text },
    wait: 2,
    metadata: {
      aggregate_result: {
        status: "success",
        code,
        final_expression_output: null,
        in_kernel_exception: null,
        system_exception: null,
        messages: messages.length > 0
          ? messages
          : [{ message_type: "stream", stream_name: "stdout", text, sender: "server" }],
      },
      is_complete: true,
    },
    ...more,
  };
}

/** A tool's answer in words. */
export function answered(name: string, text: string, more: More = {}): Turn {
  return { role: "tool", name, content: { content_type: "text", parts: [text] }, wait: 2, ...more };
}

/** Reasoning shown before the answer, and the line that sums it up. */
export function thinking(steps: { summary: string; content: string }[], seconds: number): Turn[] {
  const shared = { endTurn: false, wait: 2 };
  return [
    {
      role: "assistant",
      content: {
        content_type: "thoughts",
        thoughts: steps.map((step) => ({ ...step, chunks: [step.content], finished: true })),
        source_analysis_msg_id: null,
      },
      metadata: { reasoning_status: "is_reasoning" },
      ...shared,
    },
    {
      role: "assistant",
      content: { content_type: "reasoning_recap", content: `Thought for ${seconds} seconds` },
      metadata: { reasoning_status: "reasoning_ended", finished_duration_sec: seconds },
      ...shared,
      wait: seconds,
    },
  ];
}

/** A picture inside a message, as the export points to it. */
export function imagePart(pointer: string, size: number, width: number, height: number, metadata?: JsonObject): Json {
  return {
    content_type: "image_asset_pointer",
    asset_pointer: pointer,
    size_bytes: size,
    width,
    height,
    fovea: null,
    metadata: metadata ?? null,
  };
}

/** A page that an answer cites. */
export interface Page {
  title: string;
  url: string;
  snippet: string;
}

/**
 * An answer whose text cites pages: `[[1]]` stands for the first page, and becomes the marker in private-use characters
 * with its entry in `content_references` (positions count Unicode code points).
 */
export function citing(text: string, pages: Page[], more: More = {}): Turn {
  const references: Json[] = [];
  let made = "";
  let after = 0;
  for (const match of text.matchAll(/\[\[(\d+)\]\]/g)) {
    made += text.slice(after, match.index);
    after = match.index + match[0].length;
    const number = Number(match[1]) - 1;
    const marker = `\ue200cite\ue202turn0search${number}\ue201`;
    const page = pages[number];
    const start = Array.from(made).length;
    references.push({
      matched_text: marker,
      start_idx: start,
      end_idx: start + Array.from(marker).length,
      safe_urls: [page.url],
      refs: [{ turn_index: 0, ref_type: "search", ref_index: number }],
      alt: `([${page.title}](${page.url}))`,
      prompt_text: null,
      type: "grouped_webpages",
      items: [{ title: page.title, url: page.url, snippet: page.snippet, pub_date: null, attribution: "example.org" }],
      fallback_items: null,
      status: "done",
      error: null,
      style: null,
    });
    made += marker;
  }
  const answer = assistant(made + text.slice(after), more);
  const groups = pages.map((page, i) => ({
    type: "search_result",
    url: page.url,
    title: page.title,
    snippet: page.snippet,
    ref_id: { turn_index: 0, ref_type: "search", ref_index: i },
    attribution: "example.org",
  }));
  return {
    ...answer,
    metadata: {
      content_references: references,
      citations: [],
      search_result_groups: [{ type: "search_result_group", domain: "example.org", entries: groups }],
      safe_urls: pages.map((page) => page.url),
      ...more.metadata,
    },
  };
}
