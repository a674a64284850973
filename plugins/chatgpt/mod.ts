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
export { buildMediaIndex, type MediaIndex } from "./media/media_index.ts";
export type { MediaFile } from "./media/media_file.ts";
export type { MediaKind } from "./media/place.ts";
export type { IndexContext } from "./media/names_cache.ts";
export {
  type Matched,
  type MediaEntry,
  type MediaIndexFile,
  mediaIndexFile,
  writeMediaIndex,
} from "./media/index_file.ts";
export { recognise } from "./input/recognise.ts";
