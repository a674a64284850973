/**
 * The table: finding it, making it, and who the store in it is.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { CannotRunError } from "../../core/errors.ts";
import { textIn } from "./attributes.ts";
import type { Item } from "./attributes.ts";
import type { Client } from "./client.ts";
import { isCode } from "./errors.ts";
import { HASH_KEY, RANGE_KEY, STORE_KEY } from "./keys.ts";
import type { DynamodbStoreSettings } from "./options.ts";

/** Version of the items' form. */
const FORMAT = "1";

/** Longest wait for a table that is being made, in milliseconds: AWS takes seconds. */
const PATIENCE_MS = 5 * 60_000;

/** How a table that is made is paid for. */
export type Billing = Pick<DynamodbStoreSettings, "billing" | "readUnits" | "writeUnits">;

interface Table {
  TableStatus?: string;
  KeySchema?: { AttributeName: string; KeyType: string }[];
  AttributeDefinitions?: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: unknown[];
  LocalSecondaryIndexes?: unknown[];
  Replicas?: unknown[];
}

/** The store in a table. */
export interface Opened {
  readonly identity: string;
  /** It was made just now, in a table that held nothing. */
  readonly created: boolean;
  /** The table has neither indexes nor replicas: what is written is written once. */
  readonly plain: boolean;
}

/**
 * Finds the table and the store in it; with `create` makes what is missing. Undefined where there is no store.
 *
 * @throws {CannotRunError} when there is no table and none is to be made, or it is another program's
 */
export async function openTable(
  client: Client,
  context: Pick<Context, "clock" | "signal" | "random" | "effect">,
  settings: DynamodbStoreSettings,
  create: boolean,
): Promise<Opened | undefined> {
  const { table } = client;
  const found = await describeTable(client);
  if (!found && !create) return undefined;
  if (!found && !settings.createTable) {
    throw new CannotRunError(
      `Cannot open table "${table}": there is none at ${client.place.url.origin} (${client.place.region}), ` +
        "make it, or set createTable: true",
    );
  }
  if (!found) {
    context.effect("dynamodb: before making the table");
    await makeTable(client, settings);
    context.effect("dynamodb: after making the table");
  }
  const active = await untilActive(client, context, found);
  checkKeys(table, active);
  const known = found && await identityOf(client);
  const store = known ? { identity: known, created: false } : create ? await makeStore(client, context) : undefined;
  return store && { ...store, plain: isPlain(active) };
}

/** The table; undefined where there is none. */
export async function describeTable(client: Client): Promise<Table | undefined> {
  try {
    return (await client.call("DescribeTable", { TableName: client.table })).Table as Table;
  } catch (error) {
    if (isCode(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

/** Makes the table, unless somebody has. */
export async function makeTable(client: Client, { billing, readUnits, writeUnits }: Billing): Promise<void> {
  const names = [HASH_KEY, RANGE_KEY];
  try {
    await client.call("CreateTable", {
      TableName: client.table,
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? "HASH" : "RANGE" })),
      ...billing === "onDemand" ? { BillingMode: "PAY_PER_REQUEST" } : {
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: readUnits, WriteCapacityUnits: writeUnits },
      },
    });
  } catch (error) {
    // Also what a first try whose answer was lost leaves.
    if (!isCode(error, "ResourceInUseException")) throw error;
  }
}

/** Waits until the table can be written to. */
export async function untilActive(
  client: Client,
  { clock, signal }: Pick<Context, "clock" | "signal">,
  found?: Table,
): Promise<Table> {
  const until = clock.now() + PATIENCE_MS;
  let waited = 50;
  for (let table = found ?? await describeTable(client);; table = await describeTable(client)) {
    if (table?.TableStatus === "ACTIVE" || table?.TableStatus === "UPDATING") return table;
    if (clock.now() > until || table?.TableStatus === "DELETING") {
      const state = table?.TableStatus ?? "not there";
      throw new CannotRunError(`Cannot open table "${client.table}": it is ${state}, expected ACTIVE; try again later`);
    }
    await clock.sleep(waited, signal);
    waited = Math.min(2 * waited, 2_000);
  }
}

function isPlain({ GlobalSecondaryIndexes, LocalSecondaryIndexes, Replicas }: Table): boolean {
  return [GlobalSecondaryIndexes, LocalSecondaryIndexes, Replicas].every((one) => !one?.length);
}

function checkKeys(table: string, { KeySchema = [], AttributeDefinitions = [] }: Table): void {
  const types = new Map(AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
  const keys = KeySchema.map((one) => `${one.AttributeName} (${one.KeyType}, ${types.get(one.AttributeName)})`).sort();
  const wanted = [`${HASH_KEY} (HASH, S)`, `${RANGE_KEY} (RANGE, S)`];
  if (keys.join() === wanted.join()) return;
  throw new CannotRunError(
    `Cannot use table "${table}": its keys are ${keys.join(" and ")}, expected ${wanted.join(" and ")}`,
  );
}

async function identityOf(client: Client): Promise<string | undefined> {
  const answer = await client.call("GetItem", {
    TableName: client.table,
    Key: STORE_KEY,
    ConsistentRead: true,
    ReturnConsumedCapacity: "TOTAL",
  });
  const item = answer.Item as Item | undefined;
  if (!item) return undefined;
  const [identity, format] = [textIn(item, "Identity"), textIn(item, "Format")];
  if (identity === undefined || format !== FORMAT) {
    throw new CannotRunError(
      `Cannot use table "${client.table}": its store has format ${format ?? "unknown"}, this program knows format ` +
        `${FORMAT}; use the program that wrote it, or a newer one`,
    );
  }
  return identity;
}

/** Says who the store is, unless somebody else did so at the same moment. */
async function makeStore(
  client: Client,
  { random, effect }: Pick<Context, "random" | "effect">,
): Promise<{ identity: string; created: boolean }> {
  const identity = random.id();
  const { table } = client;
  const some = await client.call("Scan", { TableName: table, Limit: 1, ConsistentRead: true });
  effect("dynamodb: before making the store");
  try {
    await client.call("PutItem", {
      TableName: table,
      Item: { ...STORE_KEY, Identity: { S: identity }, Format: { S: FORMAT }, Writer: { S: "threadloom" } },
      ConditionExpression: "attribute_not_exists(#k)",
      ExpressionAttributeNames: { "#k": HASH_KEY },
      ReturnConsumedCapacity: "TOTAL",
    });
  } catch (error) {
    if (!isCode(error, "ConditionalCheckFailedException")) throw error;
  }
  effect("dynamodb: after making the store");
  const now = await identityOf(client);
  if (now === undefined) throw new Error(`Cannot open table "${table}": what was written there is gone again`);
  return { identity: now, created: now === identity && (some.Items as unknown[] | undefined)?.length === 0 };
}
