/**
 * What the tests of the Weaviate store share: what a collection must hold, and how the service fails.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";
import type { TemporaryCollection } from "../../../plugins/weaviate/mod.ts";
import { fieldsOf, Message as Wire, textOf } from "../../../plugins/weaviate/grpc/wire.ts";
import type { Flavour } from "../../support/fault_proxy.ts";
import type { GrpcFlavour } from "../../support/grpc_fault_proxy.ts";

/** An object's properties. */
export type Row = { [property: string]: unknown };

/** All objects by conversation and message, without hashes and stamps, and with their vectors where asked. */
export async function rowsOf(collection: TemporaryCollection, vectors = false): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for await (const { properties, vector } of collection.objects()) {
    const row: Row = {};
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || OWN.has(name)) continue;
      row[name] = name === "createdAt" ? Date.parse(String(value)) : value;
    }
    if (vectors && vector) row.vector = vector;
    const name = `${properties.conversationId} ${properties.messageId}`;
    if (rows.has(name)) throw new Error(`${name} is there twice`);
    rows.set(name, row);
  }
  return rows;
}

const OWN = new Set(
  ["contentHash", "checksum", "embeddingStamp", "derived", "version", "exportedAt", "conversationKey", "bucket"],
);

/** What the collection must hold: worked out from the conversations, not by the store. */
export function expectedRows(conversations: Conversation[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const { id, title, source, messages, branches } of conversations) {
    const add = ({ id: message, role, parts, createdAt, parentId, model }: Message, position?: number): void => {
      const row = {
        conversationId: id,
        messageId: message,
        parentId,
        source,
        role,
        model,
        title,
        content: parts.map((part) => "text" in part ? part.text : "").join("\n\n"),
        createdAt,
        position,
        hidden: false,
        branch: position === undefined,
      };
      rows.set(`${id} ${message}`, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)));
    };
    for (const [position, one] of messages.entries()) add(one, position);
    for (const one of branches) add(one);
  }
  return rows;
}

const PRESSURE = "store is read-only due to: resource pressure";

interface Sent {
  objects: { id: string }[];
}

/** How Weaviate fails. */
export const WEAVIATE: Flavour = {
  mayFail: (_method, path) => !path.startsWith("/v1/schema"),
  throttled: { status: 429, body: JSON.stringify({ error: [{ message: "too many requests" }] }) },
  broken: { status: 500, body: JSON.stringify({ error: [{ message: "broken" }] }) },
  partial(path, body, random) {
    if (path !== "/v1/batch/objects" || !body.startsWith('{"objects"')) return undefined;
    const { objects } = JSON.parse(body) as Sent;
    const left = objects.filter(() => random() < 0.5);
    if (left.length === 0) return undefined;
    const rest = objects.filter((one) => !left.includes(one));
    const failed = left.map((one) => ({
      ...one,
      result: { status: "FAILED", errors: { error: [{ message: PRESSURE }] } },
    }));
    return {
      forward: rest.length ? JSON.stringify({ objects: rest }) : undefined,
      answer: (real) =>
        real && real.status !== 200 ? real : {
          status: 200,
          body: JSON.stringify([...failed, ...real ? JSON.parse(real.body) : []]),
        },
    };
  },
};

/** How it fails by gRPC. */
export const WEAVIATE_GRPC: GrpcFlavour = {
  mayFail: () => true,
  partial(path, message, random) {
    if (!path.endsWith("/BatchObjects")) return undefined;
    const objects = [...fieldsOf(message)].filter(({ number }) => number === 1).map(({ bytes }) => bytes);
    const places = [...objects.keys()];
    const left = places.filter(() => random() < 0.5);
    if (left.length === 0) return undefined;
    const passed = places.filter((place) => !left.includes(place));
    const request = new Wire();
    for (const place of passed) request.bytes(1, objects[place]);
    return {
      forward: passed.length ? request.done() : undefined,
      answer(real) {
        const reply = new Wire();
        const add = (place: number, said: string) => reply.message(2, new Wire().number(1, place).text(2, said));
        for (const place of left) add(place, PRESSURE);
        // Places of what was passed on are others there.
        for (const { number, bytes } of real ? fieldsOf(real) : []) {
          if (number !== 2) continue;
          const [at, said] = [1, 2].map((wanted) => [...fieldsOf(bytes)].find((field) => field.number === wanted));
          add(passed[at?.whole ?? 0], said ? textOf(said) : "");
        }
        return reply.done();
      },
    };
  },
};
