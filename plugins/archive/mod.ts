/**
 * An archive of conversations to be read in a browser, offline.
 *
 * @module
 */
export { archiveStore } from "./store.ts";
export type { ArchiveStoreOptions, ArchiveStoreSettings } from "./store.ts";
export { EditedByOwnerError, ForeignFileError } from "../../core/folder/errors.ts";
