/**
 * Questions to a collection in GraphQL.
 *
 * @module
 */
import type { Ask, Shown, Where } from "./ask.ts";

/** The question about a collection: `Get { … }` goes around it. */
export function getQuery(collection: string, tenant: string | undefined, ask: Ask, shown: Shown): string {
  const { limit, after, where, sort, nearVector, bm25 } = ask;
  const asked = [
    tenant === undefined ? "" : `tenant: ${text(tenant)}`,
    `limit: ${limit}`,
    after === undefined ? "" : `after: ${text(after)}`,
    sort ? `sort: [{path: [${text(sort.property)}], order: ${sort.order}}]` : "",
    nearVector ? `nearVector: {vector: [${Array.from(nearVector).join()}]}` : "",
    bm25 ? `bm25: {query: ${text(bm25.query)}, properties: ${JSON.stringify(bm25.properties)}}` : "",
    where ? `where: ${whereText(where)}` : "",
  ];
  const fields = [...shown.properties, `_additional { id ${shown.more?.join(" ") ?? ""} }`];
  return `${collection}(${asked.filter(Boolean).join(", ")}) { ${fields.join(" ")} }`;
}

/** A condition. Nothing of what people type decides how deep it is. */
function whereText(where: Where): string {
  if ("operands" in where) return `{operator: ${where.operator}, operands: [${where.operands.map(whereText).join()}]}`;
  return `{path: [${text(where.path)}], operator: ${where.operator}, ${valueText(where)}}`;
}

function valueText(where: Exclude<Where, { operands: unknown }>): string {
  if ("texts" in where) return `valueText: ${JSON.stringify(where.texts)}`;
  if ("text" in where) return `valueText: ${text(where.text)}`;
  if ("truth" in where) return `valueBoolean: ${where.truth}`;
  return "int" in where ? `valueInt: ${where.int}` : `valueDate: ${text(where.date)}`;
}

function text(value: string): string {
  return JSON.stringify(value);
}
