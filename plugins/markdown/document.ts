/**
 * A conversation as a Markdown file.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { fileName } from "../../core/names.ts";
import { title } from "../../core/text.ts";
import { content, type Shown } from "../../core/markdown/body.ts";
import { frontMatter } from "../../core/markdown/front_matter.ts";

/** A file of the folder: a pure function of a conversation and the options. */
export interface MarkdownFile {
  name: string;
  text: string;
}

/** The file of a conversation. */
export function render(conversation: Conversation, shown: Shown): MarkdownFile {
  const { createdAt, source, id } = conversation;
  return {
    name: fileName({ createdAt, title: title(conversation), id: `${source}:${id}`, extension: "md" }),
    text: frontMatter(conversation) + content(conversation, shown),
  };
}
