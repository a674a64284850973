/**
 * MongoDB: conversations, their messages, what was derived of them, and reports.
 *
 * @module
 */
export { type MongodbStoreOptions, type MongodbStoreSettings } from "./options.ts";
export {
  type MongodbReport,
  mongodbReports,
  type MongodbReportsOptions,
  type MongodbReportsSettings,
} from "./reports.ts";
export { mongodbStore } from "./store.ts";
