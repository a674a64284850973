/**
 * mongodb: MongoDB's own driver. Loaded when a store is opened: it takes a tenth of a second.
 *
 * @module
 */
import type {
  AnyBulkWriteOperation,
  ClientSession,
  Collection,
  Db,
  Document,
  Filter,
  IndexDescription,
  MongoClient,
} from "npm:mongodb@7.9.0";

export type { AnyBulkWriteOperation, ClientSession, Collection, Db, Document, Filter, IndexDescription, MongoClient };

/** The driver. */
export type Driver = typeof import("npm:mongodb@7.9.0");

/** Loads the driver. */
export async function loadMongodb(): Promise<Driver> {
  return await import("npm:mongodb@7.9.0");
}
