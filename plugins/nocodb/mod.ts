/**
 * NocoDB: conversations and their messages out of two tables, by its REST API.
 *
 * @module
 */
export { type NocodbSourceFields, type NocodbSourceOptions, type NocodbSourceSettings } from "./options.ts";
export { nocodbSource } from "./source.ts";
