/**
 * NocoDB: conversations and their messages out of two tables, by its REST API.
 *
 * @module
 */
export {
  nocodbSource,
  type NocodbSourceFields,
  type NocodbSourceOptions,
  type NocodbSourceSettings,
} from "./source.ts";
