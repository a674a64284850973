/**
 * The collection: finding it, making it, and who the store in it is.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { CannotRunError } from "../../core/errors.ts";
import type { Client } from "./client.ts";
import { PROPERTIES } from "./objects.ts";
import type { WeaviateStoreSettings } from "./options.ts";
import { WeaviateError } from "./said.ts";

/** A collection as the server has it. */
interface Collection {
  readonly description?: string;
  readonly vectorIndexConfig?: { readonly distance?: string };
  readonly multiTenancyConfig?: { readonly enabled?: boolean };
  readonly properties?: readonly { readonly name: string; readonly dataType: readonly string[] }[];
  readonly [field: string]: unknown;
}

/** How a store says in the collection's description who it is: its format, its identity. */
const MARK = /\bthreadloom store (\d+) ([\w-]+)/;
const FORMAT = "1";

/** What is known of the store. */
export interface OpenedCollection {
  readonly identity: string;
  readonly created: boolean;
  readonly distance: string;
}

/**
 * Finds the collection and the store in it; with `create` makes what is missing. Undefined where there is no store.
 *
 * @throws {CannotRunError} when the collection is another program's, or cannot be used
 */
export async function openCollection(
  client: Client,
  context: Pick<Context, "random" | "effect">,
  settings: WeaviateStoreSettings,
  create: boolean,
): Promise<OpenedCollection | undefined> {
  const { collection, tenant } = settings;
  let found = await readCollection(client);
  if (!found && !create) return undefined;
  let made = false;
  if (!found) {
    const identity = context.random.id();
    context.effect("weaviate: before making the collection");
    await makeCollection(client, settings, markOf(identity));
    context.effect("weaviate: after making the collection");
    found = await readCollection(client);
    made = found?.description === markOf(identity);
  }
  if (!found) throw new CannotRunError(`Cannot open collection "${collection}": it was made and is not there`);
  checkTenants(collection, tenant, found);
  const known = MARK.exec(found.description ?? "");
  if (known && known[1] !== FORMAT) {
    throw new CannotRunError(
      `Cannot use collection "${collection}": its store has format ${known[1]}, this program knows format ${FORMAT}; ` +
        "use the program that wrote it, or a newer one",
    );
  }
  if (!known && !create) return undefined;
  if (create && !made) await addProperties(client, found);
  const newTenant = tenant !== undefined && !await hasTenant(client, tenant);
  if (newTenant && !create) return undefined;
  if (newTenant) await client.call("POST", `/schema/${collection}/tenants`, [{ name: tenant }]);
  const own = known?.[2] ?? await mark(client, context);
  return {
    identity: tenant === undefined ? own : `${own}/${tenant}`,
    created: made || newTenant || (!known && (await client.get({ limit: 1 }, { properties: [] })).length === 0),
    distance: found.vectorIndexConfig?.distance ?? "cosine",
  };
}

async function readCollection(client: Client): Promise<Collection | undefined> {
  return await client.call("GET", `/schema/${client.collection}`) as Collection | undefined;
}

async function makeCollection(
  client: Client,
  { collection, tenant, distance }: WeaviateStoreSettings,
  description: string,
): Promise<void> {
  try {
    await client.call("POST", "/schema", {
      class: collection,
      description,
      vectorizer: "none",
      vectorIndexType: "hnsw",
      vectorIndexConfig: { distance },
      properties: PROPERTIES,
      ...tenant !== undefined && { multiTenancyConfig: { enabled: true } },
    });
  } catch (error) {
    // Somebody else made it at the same moment, or the answer to a first try was lost.
    if (!(error instanceof WeaviateError && error.status === 422 && /already exists/i.test(error.message))) throw error;
  }
}

/** Says who the store is, in a collection that somebody else made. */
async function mark(client: Client, { random }: Pick<Context, "random">): Promise<string> {
  const identity = random.id();
  // As it is now, with the properties that were added.
  const found = await readCollection(client);
  const description = [found?.description, markOf(identity)].filter(Boolean).join(" · ");
  await client.call("PUT", `/schema/${client.collection}`, { ...found, description });
  const now = MARK.exec((await readCollection(client))?.description ?? "");
  if (now) return now[2];
  throw new CannotRunError(`Cannot use collection "${client.collection}": its description cannot be changed`);
}

function markOf(identity: string): string {
  return `threadloom store ${FORMAT} ${identity}`;
}

function checkTenants(collection: string, tenant: string | undefined, { multiTenancyConfig }: Collection): void {
  const has = multiTenancyConfig?.enabled === true;
  if (has === (tenant !== undefined)) return;
  throw new CannotRunError(
    `Cannot use collection "${collection}": it ${
      has ? "has tenants, give one (tenant)" : "has no tenants, leave the option out, or take another collection"
    }`,
  );
}

/** A collection that was made by hand, or by an earlier version, may lack some. */
async function addProperties(client: Client, { properties = [] }: Collection): Promise<void> {
  const types = new Map(properties.map(({ name, dataType }) => [name, dataType.join()]));
  for (const property of PROPERTIES) {
    const type = types.get(property.name);
    if (type === property.dataType[0]) continue;
    if (type !== undefined) {
      throw new CannotRunError(
        `Cannot use collection "${client.collection}": its property "${property.name}" is ${type}, expected ` +
          property.dataType[0],
      );
    }
    await client.call("POST", `/schema/${client.collection}/properties`, property);
  }
}

async function hasTenant(client: Client, tenant: string): Promise<boolean> {
  const tenants = await client.call("GET", `/schema/${client.collection}/tenants`) as { name: string }[] | undefined;
  return tenants?.some(({ name }) => name === tenant) ?? false;
}
