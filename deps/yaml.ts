/**
 * yaml: YAML 1.2 and 1.1.
 *
 * @module
 */
export { parse, parseAllDocuments, parseDocument, stringify } from "npm:yaml@2.9.1";
