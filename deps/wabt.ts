/**
 * wabt: assembles the `.wat` files of `core/json/`, `core/csv/`, `plugins/vectors/`, `plugins/chat_csv/kernel/` and
 * `plugins/telegram/scan/` (development and tests only; nothing that runs imports it).
 *
 * @module
 */
export { default as wabt } from "npm:wabt@1.0.39";
