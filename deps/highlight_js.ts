/**
 * highlight.js with the languages that chats hold most: code as escaped HTML with classes.
 *
 * @module
 */
// @ts-types="./highlight_js.d.ts"
export { default as hljs } from "npm:highlight.js@11.12.0/lib/common";
