/**
 * Telegram exports as conversations.
 *
 * @module
 */
export { telegramSource, type TelegramSourceOptions, type TelegramSourceSettings } from "./source.ts";
export { detect } from "./input/detect.ts";
export { findFiles, type FoundFile } from "./input/open_inputs.ts";
export type { Shape } from "./input/shapes.ts";
export { uniteChats } from "./unite.ts";
export { repairBytes } from "./repair.ts";
