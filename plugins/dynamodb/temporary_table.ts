/**
 * A table for a test, gone afterwards.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import { wholeItems } from "./read.ts";
import type { AttributeValue } from "./attributes.ts";
import { type ClientContext, openClient } from "./client.ts";
import { isCode } from "./errors.ts";
import { type DynamodbStoreOptions, schema } from "./options.ts";
import { makeTable, untilActive } from "./table.ts";

/** A table that is there until it is removed; `await using` removes it. */
export interface TemporaryTable extends AsyncDisposable {
  /** Its name. */
  readonly table: string;
  /** Its items, as DynamoDB's JSON writes them, large ones put together; of one conversation, or all. */
  items(conversationId?: string): AsyncIterable<{ [attribute: string]: AttributeValue }>;
  /** Puts an item as it is, as somebody else would. */
  put(item: { [attribute: string]: AttributeValue }): Promise<void>;
  /** Removes it. May be called again. */
  remove(): Promise<void>;
}

/**
 * Makes a table, with a name of its own where none is given, and waits until it can be used. With `make: false` it is
 * left to the store to make it.
 */
export async function temporaryTable(
  options: DynamodbStoreOptions & { make?: boolean } = {},
): Promise<TemporaryTable> {
  const { make = true, ...given } = options;
  const settings = schema.parse({ table: `threadloom-test-${crypto.randomUUID()}`, ...given });
  const { table } = settings;
  const context: ClientContext = {
    signal: new AbortController().signal,
    count() {},
    clock: { now: () => Date.now(), sleep: (ms, signal) => wait(ms, undefined, { signal }) },
    random: { next: () => Math.random(), id: () => crypto.randomUUID() },
  };
  const client = await openClient(settings, context);
  if (make) {
    await makeTable(client, settings);
    await untilActive(client, context);
  }
  return {
    table,
    items: (conversationId) => wholeItems(client, conversationId),
    put: async (item) => void await client.call("PutItem", { TableName: table, Item: item }),
    remove,
    [Symbol.asyncDispose]: remove,
  };

  async function remove(): Promise<void> {
    try {
      await client.call("DeleteTable", { TableName: table });
    } catch (error) {
      if (!isCode(error, "ResourceNotFoundException")) throw error;
    }
  }
}
