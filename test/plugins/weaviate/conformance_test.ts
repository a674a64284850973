/** The contract of stores, on a real Weaviate. */
import { testStore } from "../../../conformance/mod.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { service, serviceTest } from "../../support/services.ts";

const running = service("weaviate");
if (!running) serviceTest("weaviateStore() keeps the contract of stores", "weaviate", () => {});
else {
  const { url } = running;
  const protocols = { "weaviateStore()": {}, "weaviateStore() by gRPC": { grpcPort: Number(running.grpcPort) } };
  for (const [name, protocol] of Object.entries(protocols)) {
    const optionsFor = (folder: string) => ({ url, ...protocol, collection: nameFor(folder), batchSize: 50 });
    const call = async (method: string, path: string, body?: object): Promise<Response> =>
      await fetch(`${url}/v1${path}`, {
        method,
        headers: { "content-type": "application/json" },
        ...body && { body: JSON.stringify(body) },
      });
    testStore(name, {
      make: (folder) => weaviateStore(optionsFor(folder)),
      many: 100,
      remove: (folder) => temporaryCollection(optionsFor(folder)).remove(),
      plantForeign: async (folder) => {
        const collection = nameFor(folder);
        const id = crypto.randomUUID();
        const properties = {
          conversationId: "plain",
          messageId: "question",
          content: "mine",
          contentHash: "0".repeat(32),
        };
        await (await call("POST", "/objects", { class: collection, id, properties })).body?.cancel();
        return async () => {
          const answer = await call("GET", `/objects/${collection}/${id}`);
          const found = await answer.json().catch(() => ({})) as { properties?: { content?: string } };
          return answer.ok && found.properties?.content === "mine";
        };
      },
      tamper: async (folder) => {
        for await (const { id } of temporaryCollection(optionsFor(folder)).objects()) {
          const path = `/objects/${nameFor(folder)}/${id}`;
          const answer = await call("PATCH", path, { class: nameFor(folder), properties: { content: "changed" } });
          await answer.body?.cancel();
          return;
        }
      },
      module: {
        specifier: new URL("../../../plugins/weaviate/mod.ts", import.meta.url).href,
        factory: "weaviateStore",
        options: optionsFor,
      },
    });
  }
}

/** A collection's name for a folder: the same in every process. */
function nameFor(folder: string): string {
  return `Temporary${folder.replaceAll(/\W/g, "_")}`;
}
