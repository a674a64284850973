/**
 * ChatGPT exports as conversations.
 *
 * @module
 */
export { chatgptSource, type ChatgptSourceOptions, type ChatgptSourceSettings } from "./source.ts";
export { conversationId, isConversation, mapConversation, type MapOptions } from "./conversation/map.ts";
export { detect } from "./input/detect.ts";
export { namesInZip } from "./input/zip_names.ts";
export { openInputs } from "./input/open_inputs.ts";
export type { ExportInput, InputFile, Layout, OpenInputs } from "./input/open_inputs.ts";
export { recognise } from "./input/recognise.ts";
