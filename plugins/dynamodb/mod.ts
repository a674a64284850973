/**
 * The DynamoDB plugin: a store that keeps a table equal to what the source says.
 *
 * @module
 */
export { dynamodbStore } from "./store.ts";
export type { DynamodbStoreOptions, DynamodbStoreSettings } from "./options.ts";
export type { DynamodbValue } from "./entries.ts";
export type { AttributeValue } from "./attributes.ts";
export { type TemporaryTable, temporaryTable } from "./temporary_table.ts";
