/**
 * parse5: reads HTML as browsers do (tests only; nothing that runs imports it).
 *
 * @module
 */
export { type DefaultTreeAdapterTypes, parse } from "npm:parse5@8.1.1";
