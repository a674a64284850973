/** The contract of stores, on both servers that speak DynamoDB. */
import { testStore } from "../../../conformance/mod.ts";
import { dynamodbStore, type TemporaryTable, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { service, serviceTest } from "../../support/services.ts";

for (const name of ["dynoxide", "dynamodb"] as const) {
  const running = service(name);
  if (!running) {
    serviceTest(`dynamodbStore() on ${name} keeps the contract of stores`, name, () => {});
    continue;
  }
  const endpoint = running.url;
  const tables = new Map<string, Promise<TemporaryTable>>();
  const tableFor = (folder: string): Promise<TemporaryTable> => {
    const made = tables.get(folder) ?? temporaryTable({ endpoint, make: false, table: nameFor(folder) });
    tables.set(folder, made);
    return made;
  };
  testStore(`dynamodbStore() on ${name}`, {
    make: (folder) => {
      void tableFor(folder);
      return dynamodbStore({ table: nameFor(folder), endpoint, createTable: true });
    },
    many: 300,
    remove: async (folder) => await (await tableFor(folder)).remove(),
    plantForeign: async (folder) => {
      const table = await tableFor(folder);
      const foreign = { ConversationID: { S: "CONV#plain" }, ItemType: { S: "NOTE#1" }, Content: { S: "mine" } };
      await table.put(foreign);
      await table.put({ ConversationID: { S: "somebody" }, ItemType: { S: "METADATA" }, ContentHash: { S: "x" } });
      return async () => {
        const items = await Array.fromAsync(table.items());
        return items.some(({ Content }) => JSON.stringify(Content) === `{"S":"mine"}`) &&
          items.some(({ ConversationID }) => JSON.stringify(ConversationID) === `{"S":"somebody"}`);
      };
    },
    tamper: async (folder) => {
      const table = await tableFor(folder);
      for await (const item of table.items("plain")) {
        if ("Content" in item) await table.put({ ...item, Content: { S: "changed" } });
      }
    },
    module: {
      specifier: new URL("../../../plugins/dynamodb/mod.ts", import.meta.url).href,
      factory: "dynamodbStore",
      options: (folder) => ({ table: nameFor(folder), endpoint, createTable: true }),
    },
  });
}

/** A table's name for a folder: the same in every process. */
function nameFor(folder: string): string {
  return `threadloom-${folder.replaceAll(/[^\w.-]/g, "-")}`;
}
