/**
 * `BatchObjects`: objects as Weaviate's gRPC interface takes them (`batch.proto`), and what it says of each.
 *
 * @module
 */
import type { Sent } from "../objects.ts";
import { floatBytes } from "./search.ts";
import { fieldsOf, Message, textOf } from "./wire.ts";

/** An object, to be put into a request. */
export function batchObject({ class: collection, id, tenant = "", properties, vector }: Sent): Uint8Array {
  const fields = new Message();
  for (const [name, value] of Object.entries(properties)) {
    const wrapped = new Message();
    if (typeof value === "string") wrapped.text(3, value, true);
    else if (typeof value === "number") wrapped.double(2, value);
    else wrapped.number(4, value, true);
    fields.message(1, new Message().text(1, name).message(2, wrapped));
  }
  const object = new Message().text(1, id).message(3, new Message().message(1, fields)).text(4, collection)
    .text(5, tenant);
  return (vector ? object.bytes(6, floatBytes(vector)) : object).done();
}

/** The request for some objects. */
export function batchRequest(objects: readonly Uint8Array[]): Uint8Array {
  const request = new Message();
  for (const object of objects) request.bytes(1, object);
  return request.done();
}

/**
 * What the server refused, by the object's place in the request.
 *
 * @throws {SyntaxError} when it is no answer
 */
export function batchReply(reply: Uint8Array): Map<number, string> {
  const errors = new Map<number, string>();
  for (const field of fieldsOf(reply)) {
    if (field.number !== 2) continue;
    let index = 0;
    let said = "";
    for (const inner of fieldsOf(field.bytes)) {
      if (inner.number === 1) index = inner.whole;
      else if (inner.number === 2) said = textOf(inner);
    }
    errors.set(index, said);
  }
  return errors;
}
