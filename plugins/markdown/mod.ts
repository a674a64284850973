/**
 * A folder of Markdown files, one a conversation.
 *
 * @module
 */
export { markdownStore } from "./store.ts";
export type { MarkdownStoreOptions, MarkdownStoreSettings } from "./store.ts";
export type { MarkdownFile } from "./document.ts";
export { EditedByOwnerError, ForeignFileError } from "../../core/folder/errors.ts";
