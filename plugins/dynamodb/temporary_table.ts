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
  /** Removes it. May be called again. */
  remove(): Promise<void>;
}

/**
 * Makes a table with a name of its own and waits until it can be used. With `make: false` the name alone is found, for
 * who wants to see the table made.
 */
export async function temporaryTable(
  options: DynamodbStoreOptions & { make?: boolean } = {},
): Promise<TemporaryTable> {
  const { make = true, ...given } = options;
  const table = `threadloom-test-${crypto.randomUUID()}`;
  const settings = schema.parse({ ...given, table });
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
