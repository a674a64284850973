/**
 * Looking at JSON that somebody else wrote.
 *
 * @module
 */
export { asArray, asCount, asObject, asText, isEmpty, isObject, metricName, put, rest } from "../../../core/raw.ts";
