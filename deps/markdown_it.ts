/**
 * markdown-it: Markdown as HTML, escaped by construction (`html: false`).
 *
 * @module
 */
export { default as MarkdownIt } from "npm:markdown-it@15.0.3";
