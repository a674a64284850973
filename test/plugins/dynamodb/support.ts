/**
 * What the tests of the DynamoDB store share: conversations, what a table must hold for them, faults of the service.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";
import type { AttributeValue, TemporaryTable } from "../../../plugins/dynamodb/mod.ts";
import type { Flavour } from "../../support/fault_proxy.ts";

/** An item with plain values. */
export type Row = { [attribute: string]: unknown };

/** All items by key, without hashes and stamps. */
export async function rowsOf(table: TemporaryTable): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for await (const item of table.items()) {
    const { ConversationID, ItemType, ContentHash: _1, Checksum: _2, ...rest } = plain(item);
    rows.set(`${ConversationID} ${ItemType}`, rest);
  }
  return rows;
}

/** What the table must hold: worked out from the conversations, not by the store. */
export function expectedRows(conversations: Conversation[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const { id, title, source, createdAt, updatedAt, messages, branches, assets } of conversations) {
    rows.set(
      `CONV#${id} METADATA`,
      defined({
        Title: title,
        Source: source,
        CreatedAt: createdAt,
        UpdatedAt: updatedAt,
        Model: messages.findLast(({ model }) => model)?.model,
        MessageCount: messages.length,
        BranchMessageCount: branches.length,
        AssetCount: assets.length,
        Version: updatedAt,
      }),
    );
    const add = ({ id: message, role, parts, createdAt, parentId, model }: Message, position?: number): void => {
      const text = parts.map((part) => "text" in part ? part.text : "").join("\n\n");
      rows.set(
        `CONV#${id} MSG#${message}`,
        defined({
          Author: role,
          Content: text,
          Timestamp: createdAt,
          ParentId: parentId,
          Position: position,
          Model: model,
        }),
      );
    };
    for (const [position, one] of messages.entries()) add(one, position);
    for (const one of branches) add(one);
  }
  return rows;
}

function defined(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

/** Plain values of an item. */
export function plain(item: { [name: string]: AttributeValue }): Row {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: AttributeValue): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return Number(value.N);
  if ("B" in value) return Uint8Array.from(atob(value.B), (one) => one.charCodeAt(0));
  return value.L.map(plainValue);
}

interface Batch {
  RequestItems: { [table: string]: unknown[] };
}

/** How DynamoDB fails. */
export const DYNAMODB: Flavour = {
  mayFail: (_method, _path, _body, headers) => !/Table$/.test(String(headers["x-amz-target"])),
  throttled: {
    status: 400,
    body: JSON.stringify({
      __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
      message: "The level of configured provisioned throughput for the table was exceeded.",
    }),
  },
  broken: {
    status: 500,
    body: JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "Internal" }),
  },
  partial(_path, body, random, headers) {
    if (!String(headers["x-amz-target"]).endsWith("BatchWriteItem")) return undefined;
    const asked = JSON.parse(body) as Batch;
    const [[table, all]] = Object.entries(asked.RequestItems);
    const left = all.filter(() => random() < 0.5);
    const rest = all.filter((one) => !left.includes(one));
    if (left.length === 0) return undefined;
    const UnprocessedItems = { [table]: left };
    return {
      forward: rest.length ? JSON.stringify({ ...asked, RequestItems: { [table]: rest } }) : undefined,
      answer: (real) => ({
        status: real?.status ?? 200,
        body: real && real.status !== 200 ? real.body : JSON.stringify({
          ...real ? JSON.parse(real.body) : {},
          UnprocessedItems,
        }),
      }),
    };
  },
};

/** Asks the server as somebody else would. Servers of tests do not look at signatures. */
export async function ask(endpoint: string, operation: string, body: object): Promise<Row> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0",
      authorization: "AWS4-HMAC-SHA256 " +
        "Credential=local/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20240101T000000Z",
    },
    body: JSON.stringify(body),
  });
  return await answer.json();
}
