/**
 * S3 and services that speak like it: a ledger for programs without a disk, and files by `s3://bucket/key`, which every
 * source and sink of files takes as a path.
 *
 * @module
 */
export { s3Files, type S3FilesOptions } from "./files.ts";
export type { Environment, S3Connection } from "./connection.ts";
export type { Machine } from "./request.ts";
export { s3Ledger, type S3LedgerOptions, type S3LedgerSettings } from "./ledger/mod.ts";
