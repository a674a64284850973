/**
 * xss: lets through the tags and attributes of a list, and escapes all else, without a DOM.
 *
 * @module
 */
export { escapeAttrValue, FilterXSS } from "npm:xss@1.0.15";
