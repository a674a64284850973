/**
 * What tests of DynamoDB, Weaviate and embeddings together share.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Conversation } from "../../core/conversation.ts";
import type { TemporaryTable } from "../../plugins/dynamodb/mod.ts";
import type { TemporaryCollection } from "../../plugins/weaviate/mod.ts";
import * as dynamodb from "../plugins/dynamodb/support.ts";
import * as weaviate from "../plugins/weaviate/support.ts";

/** What stands in the two stores beside conversations. */
export interface Stores {
  table: Pick<TemporaryTable, "items">;
  collection: Pick<TemporaryCollection, "objects">;
}

/** Both stores hold these conversations and nothing else, each message with the vector of its text. */
export async function bothHold(
  { table, collection }: Stores,
  wanted: Conversation[],
  vectorOf: (text: string) => Float32Array,
  about = "",
): Promise<void> {
  const rows = await dynamodb.rowsOf(table as TemporaryTable);
  for (const [name, row] of rows) {
    if (name.includes(" MSG#")) {
      const bytes = row.ContentEmbedding as Uint8Array;
      assert.deepEqual(floatsOf(bytes), [...vectorOf(String(row.Content))], `${about} ${name}`);
    }
    for (const own of ["ExportedAt", "ContentEmbedding", "EmbeddingModel", "EmbeddingStamp"]) delete row[own];
  }
  assert.deepEqual(rows, dynamodb.expectedRows(wanted), about);
  const objects = await weaviate.rowsOf(collection as TemporaryCollection, true);
  for (const [name, object] of objects) {
    const expected = vectorOf(String(object.content));
    const vector = object.vector as number[];
    assert.equal(vector.length, expected.length);
    assert.ok(vector.every((number, i) => Math.abs(number - expected[i]) < 1e-5), `${about} ${name}`);
    delete object.vector;
    delete object.embeddingModel;
  }
  assert.deepEqual(objects, weaviate.expectedRows(wanted), about);
}

/** Little-endian float32. */
function floatsOf(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes);
  return Array.from({ length: bytes.length / 4 }, (_, i) => buffer.readFloatLE(i * 4));
}

/** A server that wants a key, before one that takes anybody. */
export interface KeyGate extends AsyncDisposable {
  readonly url: string;
  /** What came, key or not: method and path. */
  readonly asked: string[];
}

/** Starts one: what comes with `Bearer <key>` is passed on without it. */
export function keyGate(upstream: string, key: string): KeyGate {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    if (request.headers.get("authorization") !== `Bearer ${key}`) {
      return Response.json({ error: [{ message: `invalid api key ${request.headers.get("authorization")}` }] }, {
        status: 401,
      });
    }
    const { method } = request;
    const body = method === "GET" ? undefined : await request.text();
    const answer = await fetch(`${upstream}${pathname}${search}`, {
      method,
      headers: { "content-type": "application/json" },
      body,
    });
    return new Response(answer.status === 204 ? null : await answer.text(), { status: answer.status });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
